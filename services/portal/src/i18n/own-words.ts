import i18next from 'i18next';
import type { inOwnWords, OwnWords } from './own-words-in.ts';

let own: OwnWords = {};
// comes with the first branch that has words of its own: no first page waits for it
let words: { inOwnWords: typeof inOwnWords } | undefined;

/** Says things from now on as a branch does; nothing given: in general words. */
export async function speakAs(said: OwnWords): Promise<void> {
  if (JSON.stringify(said) === JSON.stringify(own)) return;
  own = said;
  words ??= await import('./own-words-in.ts');
  // what stands on the screen is said anew
  i18next.emit('languageChanged', i18next.language);
}

/** Looks at every text before it is said. */
export const ownWords = {
  type: 'postProcessor',
  name: 'ownWords',
  process: (text: string, keys: string | string[], _: unknown, said: { language?: string }) => {
    const key = [keys].flat().at(-1) ?? '';
    const language = said.language ?? i18next.language;
    return words?.inOwnWords(own, { text, key, language }) ?? text;
  },
} as const;
