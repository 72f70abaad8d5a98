import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Suspense } from 'react';
import { Waiting } from '#ui/page.tsx';
import { Guard } from './guard.tsx';
import { Home } from './home.tsx';
import { PAGES, type PageRow } from './pages.ts';
import { NotHere, Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotHere });

function routeOf(row: PageRow) {
  const Page = lazyRouteComponent(row.load as never, row.name as never);
  // the frame stands while the page's code comes; hovering a link fetches it beforehand
  const Framed = () => (
    <Guard roles={row.roles} narrow={row.narrow}>
      <Suspense fallback={<Waiting />}>
        <Page />
      </Suspense>
    </Guard>
  );
  return createRoute({
    getParentRoute: () => root,
    path: row.path,
    component: Object.assign(Framed, { preload: Page.preload }),
  });
}

const plain = (search: string) => Object.fromEntries(new URLSearchParams(search));
const text = (search: Record<string, unknown>) => {
  const params = new URLSearchParams(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
  const written = params.toString().replaceAll('%2C', ',');
  return written ? `?${written}` : '';
};

/** The router: addresses hold plain words, so that a list can be sent to a colleague. */
export function makeRouter() {
  const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });
  return createRouter({
    routeTree: root.addChildren([home, ...PAGES.map(routeOf)]),
    parseSearch: plain,
    stringifySearch: text,
    scrollRestoration: true,
    defaultPreload: 'intent',
  });
}
