import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TestPerson } from './identity.ts';

export type Asked = { rpc: string; request: object };

/** What a service brings for its own judgement: something of one branch, and who asks for it. */
export type Seed = {
  /** who it belongs to */
  owner: Partial<TestPerson>;
  /** somebody with the same role elsewhere */
  stranger?: Partial<TestPerson>;
  /** requests that name what belongs to the owner: the stranger must not find it */
  theirs: Asked[];
  /** lists that hold it for the owner and are empty for the stranger */
  lists: Asked[];
  /** a command that the owner may repeat, and the same with other content */
  command: Asked & { other: object };
  /** a change on a revision that was overtaken */
  stale?: Asked;
  /** a table that a slow call would wait for, and the call */
  slow: Asked & { table: string };
};

/**
 * What a service brings: requests that name what belongs to oostende and hogent, and what gives
 * that away in an answer.
 */
export type AccessSample = {
  /** the tutor of the family that the requests name */
  tutorAccount: string;
  /** RPC -> a request that is complete: who may call it gets no INPUT_INVALID */
  requests: Record<string, object>;
  /**
   * what each sensitive field of the owner's files holds, unlike anything else: who is answered
   * with it has seen it
   */
  fields: Record<string, string>;
  /** what a link of a kind is about, where an RPC admits it: else of nothing that is there */
  links?: Partial<Record<LinkKind, { object: string; person: string }>>;
  /** RPCs whose answer holds a secret: nobody is answered a second time */
  toldOnce?: string[];
  /** RPCs by which somebody from elsewhere is let in, for a reason that they give */
  letsIn?: string[];
};
