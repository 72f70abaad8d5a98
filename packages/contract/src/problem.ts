import type { DescMessage } from '@bufbuild/protobuf';

/** What is wrong with a field, by its path in the contract's names: "children[0].first_name". */
export type FieldProblem = { field: string; reason: string };

/** Timestamps and their like carry no rules. */
export const isOurs = (desc: DescMessage): boolean => !desc.typeName.startsWith('google.');
