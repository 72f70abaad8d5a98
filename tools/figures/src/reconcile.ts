import pg from 'pg';

/** One figure in two databases: where it is owned, and what reporting counted of it. */
type Pair = { what: string; owner: string; owned: string; counted: string };

const facts = (kind: string, where = ''): string =>
  `select branch_code as branch, count(*)::int as count, coalesce(sum(amount), 0)::int as amount
     from fact where kind = '${kind}' ${where} group by 1`;
const rows = (table: string, where = '', amount = '0'): string =>
  `select branch_code as branch, count(*)::int as count, coalesce(sum(${amount}), 0)::int as amount
     from ${table} ${where} group by 1`;

const pairs: readonly Pair[] = [
  {
    what: 'referrals',
    owner: 'intake',
    owned: rows('referral'),
    counted: facts('referral'),
  },
  {
    what: 'decisions',
    owner: 'intake',
    owned: rows('referral', 'where decision is not null'),
    counted: facts('decision'),
  },
  {
    what: 'sessions held, and their minutes',
    owner: 'matching',
    owned: rows('session', `where status = 'held'`, 'minutes'),
    counted: facts('session', `and code = 'held'`),
  },
  {
    what: 'sessions missed',
    owner: 'matching',
    owned: rows('session', `where status = 'missed'`),
    counted: facts('session', `and code = 'missed'`),
  },
  {
    what: 'trajectories',
    owner: 'matching',
    owned: rows('trajectory'),
    counted: facts('trajectory'),
  },
  {
    what: 'going along',
    owner: 'matching',
    owned: rows('going_along'),
    counted: facts('going_along'),
  },
  {
    what: 'help asked',
    owner: 'matching',
    owned: rows('help_request'),
    counted: facts('help'),
  },
  {
    what: 'barriers, and their levers',
    owner: 'matching',
    owned: rows('barrier', '', 'cardinality(levers)'),
    counted: facts('barrier'),
  },
  {
    what: 'hours of tutors, in minutes',
    owner: 'volunteer_training',
    owned: rows('hours', '', 'case when held then minutes else 0 end'),
    counted: facts('hours'),
  },
  {
    what: 'trainings attended',
    owner: 'volunteer_training',
    owned: rows('enrolment', `where status = 'attended'`),
    counted: facts('training'),
  },
  {
    what: 'signals',
    owner: 'school_liaison',
    owned: rows('signal'),
    counted: facts('signal'),
  },
  {
    what: 'messages that were sent',
    owner: 'school_liaison',
    owned: rows('message', 'where sent_at is not null'),
    counted: `select branch_code as branch, count(distinct source_id)::int as count, 0 as amount
      from fact where kind = 'message' and code = 'sent' group by 1`,
  },
  {
    what: 'pupils whose school is known',
    owner: 'school_liaison',
    owned: `select branch_code as branch, count(distinct child_id)::int as count, 0 as amount
      from pupil group by 1`,
    counted: facts('pupil'),
  },
];

type Count = { branch: string; count: number; amount: number };
type Difference = {
  what: string;
  branch: string;
  owned: { count: number; amount: number };
  counted: { count: number; amount: number };
};

const NONE = { count: 0, amount: 0 };
const at = (all: readonly Count[], branch: string): typeof NONE => {
  const { count, amount } = all.find((one) => one.branch === branch) ?? NONE;
  return { count, amount };
};

/**
 * Compares what reporting counted with the tables of those who own it, per branch; gives what
 * differs. `ask` runs a statement in a service's database as somebody who may read all of it.
 */
export async function reconcile(
  ask: (database: string, statement: string) => Promise<Count[]>,
): Promise<{ compared: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  let compared = 0;
  for (const { what, owner, owned, counted } of pairs) {
    const [theirs, ours] = await Promise.all([ask(owner, owned), ask('reporting', counted)]);
    const branches = new Set([...theirs, ...ours].map(({ branch }) => branch));
    for (const branch of branches) {
      const [a, b] = [at(theirs, branch), at(ours, branch)];
      compared += 1;
      if (a.count !== b.count || a.amount !== b.amount)
        differences.push({ what, branch, owned: a, counted: b });
    }
  }
  return { compared, differences };
}

/** Runs statements in any database of a server. */
export async function askingIn(adminUrl: string): Promise<{
  ask: (database: string, statement: string) => Promise<Count[]>;
  end(): Promise<void>;
}> {
  const clients = new Map<string, pg.Client>();
  const clientOf = async (database: string): Promise<pg.Client> => {
    const known = clients.get(database);
    if (known) return known;
    const url = new URL(adminUrl);
    url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href });
    clients.set(database, client);
    await client.connect();
    return client;
  };
  await clientOf('reporting');
  return {
    ask: async (database, statement) =>
      (await (await clientOf(database)).query<Count>(statement)).rows,
    end: async () => {
      for (const client of clients.values()) await client.end();
    },
  };
}
