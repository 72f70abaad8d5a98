import type { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import type { Seed, TestPerson, UnderTest } from '@katrol/testkit';

export type Sample = UnderTest<typeof SampleService>;

export const coordinator = (branch: string): Partial<TestPerson> => ({
  subject: `coordinator-${branch}`,
  name: `Ankerfiguur ${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});

/** A notice as it is pinned. */
export const notice = (branchCode: string, text = 'Lokaal 2 is vrij op woensdag') => ({
  board: { branchCode },
  text,
  audience: 'tutors' as const,
});

export const pinned = (t: Sample, branch: string, text?: string) =>
  t.as(coordinator(branch))('keepNotice', { notice: notice(branch, text) });

export async function seedSample(t: Sample): Promise<Seed> {
  const { id } = await pinned(t, 'oostende');
  const edited = { ...notice('oostende', 'Lokaal 3 is vrij'), id };
  await t.as(coordinator('oostende'))('keepNotice', { notice: { ...edited, revision: 1 } });
  return {
    owner: coordinator('oostende'),
    stranger: coordinator('melle'),
    theirs: [
      { rpc: 'getNotice', request: { id } },
      { rpc: 'takeDownNotice', request: { id, revision: 2 } },
      { rpc: 'keepNotice', request: { notice: notice('oostende') } },
      { rpc: 'keepNotice', request: { notice: { ...notice('melle'), id, revision: 2 } } },
      { rpc: 'listNotices', request: { branchCode: 'oostende' } },
    ],
    lists: [{ rpc: 'listNotices', request: { branchCode: 'oostende' } }],
    command: {
      rpc: 'keepNotice',
      request: { notice: { ...edited, revision: 2 } },
      other: { notice: { ...edited, revision: 1 } },
    },
    stale: { rpc: 'keepNotice', request: { notice: { ...edited, revision: 1 } } },
    slow: { table: 'notice', rpc: 'listNotices', request: { branchCode: 'oostende' } },
  };
}
