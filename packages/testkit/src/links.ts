import { getOption, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { links } from '@katrol/proto/katrol/common/v1/options_pb';
import type { Access } from '@katrol/rpc';
import { answered } from './asking.ts';
import type { UnderTest } from './service.ts';

type Row = { rpc: string; method: DescMethod; access: Access };

/** The kinds of link that somebody could hold a token of: a calendar's is never exchanged. */
export const EXCHANGED = LinkKind.filter((kind) => kind !== 'calendar');

const admitted = (access: Access): readonly string[] =>
  Array.isArray(access)
    ? access.flatMap((one: string) => (one.startsWith('link:') ? [one.slice('link:'.length)] : []))
    : [];

/** Who came with a link calls what its row and the contract both say, and nothing else. */
export function describeLinks<S extends DescService>(
  rows: readonly Row[],
  under: () => UnderTest<S>,
): void {
  test('which links may call is said twice, in the row and in the contract, and is the same', () => {
    const said = rows.map(({ rpc, method }) => [rpc, [...getOption(method, links)].sort()]);
    expect(said).toEqual(rows.map(({ rpc, access }) => [rpc, [...admitted(access)].sort()]));
    expect(said.flat(2).filter((one) => one === 'calendar')).toEqual([]);
  });

  test.each(rows.filter(({ access }) => access !== 'public'))(
    'S8: $rpc refuses every link that its row does not admit',
    (row) => refusesOtherLinks(under(), row),
  );
}

async function refusesOtherLinks<S extends DescService>(
  t: UnderTest<S>,
  { rpc, method, access }: Row,
): Promise<void> {
  for (const link of EXCHANGED.filter((kind) => !admitted(access).includes(kind))) {
    const asking = answered(t.peer as never, { rpc, method }, {}, await t.identity.link({ link }));
    const refusal = { code: 'permission_denied', reason: 'ROLE_MISSING' };
    await expect(asking).rejects.toMatchObject(refusal);
  }
}
