import type { Tx } from './client.ts';

/** For every file of a branch the one and same id of its family. */
export async function rootsOf(tx: Tx, branchCode: string): Promise<(familyId: string) => string> {
  const into = new Map(
    (await tx.familyAlias.findMany({ where: { branchCode } })).map((a) => [a.familyId, a.intoId]),
  );
  return (familyId) => {
    let root = familyId;
    for (const seen = new Set<string>(); into.has(root) && !seen.has(root);) {
      seen.add(root);
      root = into.get(root) as string;
    }
    return root;
  };
}
