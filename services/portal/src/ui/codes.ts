import type { codeLists } from '@katrol/proto/code-lists';
import type { FormField } from '@katrol/proto/json';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Texts } from '#i18n/texts.ts';

type Lists = {
  [
    N in keyof typeof codeLists as N extends `katrol.${infer S}.v1.${infer L}`
      ? S extends 'sample'
        ? never
        : L
      : never
  ]: (typeof codeLists)[N][number];
};
// said in sentences of their own, or never on a screen
type Unspoken =
  | 'Exposure'
  | 'FieldClass'
  | 'Scope'
  | 'Form'
  | 'PrincipalKind'
  | 'AuditWhat'
  | 'ChainProblem'
  | 'TodayKind'
  | 'TimelineKind'
  | 'PersonChangeKind'
  | 'PairReasonCode'
  | 'Verdict'
  | 'Hold'
  | 'VisitStatus'
  | 'MatchEndReason'
  | 'Measure';
type Spoken = { [L in Exclude<keyof Lists, Unspoken>]: Record<Lists[L], string> };
// a code of the contract without words does not compile here
type Words<T extends Spoken = Texts['codes']> = T;
/**
 * Every list that the screen has words for: the contract's by their names there, and a few of our
 * own.
 */
export type AnyList = keyof Words;

/** The list of codes that a field of the contract holds, where it holds codes. */
export const listOf = (field: FormField | undefined): AnyList | undefined =>
  field?.list as AnyList | undefined;

// other words are taken too: a branch's own, a roster's
type Open = 'Language' | 'Subject' | 'Wish' | 'TrainingTheme';

/** A code of a list; empty where nothing is known. */
export type Code<L extends AnyList> = L extends Exclude<keyof Lists, Open> ? Lists[L] | '' : string;

/**
 * Words for a code of any list, where the list is not known beforehand. A code that nobody gave
 * words shows itself.
 */
export function useAnyCode(): (list: AnyList, code: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (list, code) => {
      const key = `codes.${list}.${code}`;
      return i18n.exists(key) ? t(key as never) : code.replaceAll('_', ' ');
    },
    [t, i18n],
  );
}

/** Words for codes, in the language of the screen; nothing for none. */
export function useCodes(): <L extends AnyList>(list: L, code: Code<L>) => string {
  const say = useAnyCode();
  return useCallback((list, code) => (code === '' ? '' : say(list, code)), [say]);
}

/** Pairs for a select or a group of ticks. */
export function useChoices(): (
  list: AnyList,
  codes: readonly string[],
) => { value: string; label: string }[] {
  const say = useAnyCode();
  return (list, codes) => codes.map((code) => ({ value: code, label: say(list, code) }));
}
