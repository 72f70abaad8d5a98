import type { MyPage } from '@katrol/proto/katrol/intake/v1/json';

/** What is done, and what changed since is read anew. */
export type Acts = {
  page: MyPage;
  /** calls an RPC and shows everything as it is since; true when it was done */
  act: (service: string, rpc: string, body: object) => Promise<boolean>;
};
