import { Anchor, Button, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FunctionComponent, ReactNode } from 'react';
import type { Search } from './url.ts';

type TargetProps = {
  to: string;
  search?: Search;
  hash?: string;
  className?: string;
  children?: ReactNode;
  'data-testid'?: string;
  'aria-current'?: 'page';
  'aria-label'?: string;
};

/** The router's link, for paths made of values. */
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
