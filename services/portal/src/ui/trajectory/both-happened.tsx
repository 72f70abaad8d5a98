import { useTranslation } from 'react-i18next';
import { Field } from '../form/field.tsx';
import type { KatrolForm } from '../form/use-form.ts';

// what is noticed before it counts, and may be right all the same
const TWICE = ['LOGGED_ALREADY', 'TUTOR_ELSEWHERE_THEN'];

/** Asked only once an hour turned out to be logged: that there were two of them. */
export function BothHappened<V extends { bothHappened: boolean }>({ of }: { of: KatrolForm<V> }) {
  const { t } = useTranslation();
  const asked = TWICE.includes(of.refusal?.reason ?? '') || of.values.bothHappened;
  if (!asked) return null;
  return <Field of={of} at={'bothHappened' as never} label={t('tutor.bothHappened')} />;
}
