import { Anchor, Button, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FunctionComponent, ReactNode } from 'react';
import type { Where } from './url.ts';

type Around = {
  className?: string;
  children?: ReactNode;
  'data-testid'?: string;
  'aria-current'?: 'page';
  'aria-label'?: string;
};
type TargetProps = Where & Around;

/** The router's link, to a page that exists. */
export const Target = Link as unknown as FunctionComponent<TargetProps>;

export function AppLink(props: TargetProps) {
  return <Anchor component={Target} underline="always" {...props} />;
}

export function ButtonLink({ children, ...props }: TargetProps & ButtonProps) {
  return (
    <Button component={Target} {...props}>
      {children}
    </Button>
  );
}
