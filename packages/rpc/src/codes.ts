import type { DescEnum } from '@bufbuild/protobuf';

// REFERRAL_STATUS_VISIT_PLANNED of enum ReferralStatus -> visit_planned: the code in tables, domain and logs
const prefixOf = (schema: DescEnum): string =>
  `${schema.name.replaceAll(/(?<!^)[A-Z]/g, (c) => `_${c}`).toUpperCase()}_`;

export type EnumCodes<C extends string> = {
  /** the code of a wire number; '' for unspecified and for numbers that are not known */
  code: (wire: number) => C | '';
  wire: (code: C | '') => number;
  all: readonly C[];
};

/** Codes of an enum, both ways, from its descriptor. */
export function enumCodes<C extends string>(schema: DescEnum): EnumCodes<C> {
  const prefix = prefixOf(schema);
  const byNumber = new Map<number, C>();
  const byCode = new Map<string, number>();
  for (const value of schema.values) {
    if (value.number === 0) continue;
    const code = value.name.replace(prefix, '').toLowerCase() as C;
    byNumber.set(value.number, code);
    byCode.set(code, value.number);
  }
  return {
    code: (wire) => byNumber.get(wire) ?? '',
    wire: (code) => byCode.get(code) ?? 0,
    all: [...byNumber.values()],
  };
}
