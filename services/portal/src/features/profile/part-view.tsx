import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { valueAt } from '#ui/form/path.ts';
import { Facts, Section } from '#ui/page.tsx';
import { useReading } from '#ui/said.tsx';
import type { Part, Rule } from './rules.ts';

type Props<V> = { of: V | undefined; part: Part<V>; children?: ReactNode };

/**
 * A part of the document with its rules, as they read; what has words of its own stands under them.
 */
export function PartView<V>({ of, part, children }: Props<V>) {
  const { t } = useTranslation();
  const code = useCodes();
  const reading = useReading(IntakeService.method.editProfile.input);
  if (!of) return null;
  const read = ({ at, read: own }: Rule<V>) =>
    own ? own(of, { t, code }) : reading(`document.${part.at}.${at}`, valueAt(of, at));
  const labelOf = ({ label, notInUse }: Rule<V>) =>
    notInUse ? t('profile.notInUse', { what: t(label) }) : t(label);
  return (
    <Section title={t(part.title)} id={part.id}>
      <Facts facts={part.rules.map((rule) => [labelOf(rule), read(rule)])} />
      {children}
    </Section>
  );
}
