const OPENS = /(^|[.!?:;"“”\n]\s*|^\s*[-*]\s*)$/;
const NO_NAMES = new Set([
  'ik',
  'i',
  'je',
  'nederlands',
  'frans',
  'engels',
  'arabisch',
  'turks',
  'maandag',
  'dinsdag',
  'woensdag',
  'donderdag',
  'vrijdag',
  'zaterdag',
  'zondag',
  'katrol',
  'ocmw',
  'clb',
  'cpas',
  'english',
  'french',
  'dutch',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'whatsapp',
]);

/**
 * Words with a capital inside a sentence: they may be names. A hint to the writer, not a judgement.
 */
export function seemsNames(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/\p{Lu}[\p{L}'’-]+/gu)) {
    const before = text.slice(0, match.index);
    if (OPENS.test(before) || NO_NAMES.has(match[0].toLowerCase())) continue;
    found.add(match[0]);
  }
  return [...found].slice(0, 5);
}
