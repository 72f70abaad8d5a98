import type { MyPage } from '@katrol/proto/katrol/intake/v1/json';
import type { Act } from './use-page.tsx';

/** What is done, and what changed since is read anew. */
export type Acts = {
  page: MyPage;
  /** false while the own page is away: then nobody knows who decides */
  known: boolean;
  act: Act;
};
