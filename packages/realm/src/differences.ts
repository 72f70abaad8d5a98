import type { Json } from './document.ts';

const isObject = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;
const nothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

const inOrder = (values: Json[]): string => JSON.stringify(values.map(String).sort());

/**
 * Where what is there is not what is wanted, as paths; what is there beside is nobody's business.
 * Lists of words have no order.
 */
export const differences = (wanted: unknown, there: unknown, at = ''): string[] => {
  if (nothing(wanted) && nothing(there)) return [];
  if (Array.isArray(wanted)) {
    const has = Array.isArray(there) ? (there as Json[]) : [];
    if (wanted.every(isPlain)) return inOrder(wanted as Json[]) === inOrder(has) ? [] : [at];
    if (wanted.length !== has.length) return [at];
    return wanted.flatMap((item, index) => differences(item, has[index], `${at}.${index}`));
  }
  if (!isObject(wanted)) return String(wanted) === String(there) ? [] : [at];
  const has = isObject(there) ? there : {};
  return Object.entries(wanted).flatMap(([name, value]) =>
    differences(value, has[name], at === '' ? name : `${at}.${name}`),
  );
};
