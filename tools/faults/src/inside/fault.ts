/** Where a process kills itself, by what passes through its drivers. */
export const killPoints = [
  'before-commit',
  'commit-publish',
  'publish-mark',
  'mid-batch',
  'handler-start',
  'after-inbox',
  'commit-offset',
  'in-rebalance',
  'in-shutdown',
] as const;
export type KillPoint = (typeof killPoints)[number];

/** What the preloaded module does in its process. */
export type Fault = {
  seed?: number;
  /** SIGKILL at the n-th passage of the point */
  kill?: { point: KillPoint; nth: number };
  /**
   * this share of the transactions that tell something stays open up to so long before its commit
   */
  hold?: { share: number; ms: number };
  /**
   * connections to the first port go to the second: a proxy before a broker that tells its own
   * address
   */
  redirect?: Record<string, number>;
  /** the consumer of the broker fails for a reason that no repetition cures */
  zombie?: boolean;
  /** its clock is wrong by so much, from its start */
  clockMs?: number;
  /** breaks the service on purpose: a trial that stays green then proves nothing */
  sabotage?: Sabotage;
};

export const sabotages = ['forget-inbox', 'no-relay-lock', 'lose-told'] as const;
/**
 * The inbox forgets what it heard; two relays publish beside each other; one fact in twenty is not
 * written.
 */
export type Sabotage = (typeof sabotages)[number];
