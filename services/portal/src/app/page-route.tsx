import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { Says } from '#i18n/index.ts';
import { Waiting } from '#ui/page.tsx';
import { behind } from './behind.ts';
import { Guard } from './guard.tsx';
import type { Role } from './session.tsx';
import { NotHere, Shell } from './shell.tsx';

/** What every page stands in. */
export const root = createRootRoute({ component: Shell, notFoundComponent: NotHere });

/**
 * A page: its address, what draws it (a module and the name in it), who may see it (nobody named:
 * everybody), which texts it
 * says. The frame stands while its code comes; hovering a link fetches it beforehand.
 */
export function page<const P extends `/${string}`, M extends object>(
  path: P,
  load: () => Promise<M>,
  name: keyof M & string,
  { roles, narrow, says = 'all' }: { roles?: Role[]; narrow?: boolean; says?: Says } = {},
) {
  const withTexts = async () => (await Promise.all([load(), behind(says)]))[0];
  const Page = lazyRouteComponent(withTexts as never, name as never);
  const Framed = () => (
    <Guard roles={roles} narrow={narrow}>
      <Suspense fallback={<Waiting />}>
        <Page />
      </Suspense>
    </Guard>
  );
  const component = Object.assign(Framed, { preload: Page.preload });
  return createRoute({ getParentRoute: () => root, path, component });
}
