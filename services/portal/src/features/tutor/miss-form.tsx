import { useTranslation } from 'react-i18next';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { BothHappened } from '#ui/trajectory/both-happened.tsx';
import { isoDay } from '#ui/when.tsx';

type Props = { of: Trajectory; session?: Session; close: () => void };

/** It could not happen: opens a conversation, blames nobody. */
export function MissForm({ of, session, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.missSession,
    draft: `miss:${session?.id ?? of.id}`,
    initial: {
      trajectoryId: of.id,
      sessionId: session?.id,
      revision: session?.revision,
      occurredOn: session?.plannedFor.slice(0, 10) || isoDay(),
      saidOn: isoDay(),
    },
    later: 'missSession',
    saved: t('tutor.missedSaved'),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.saveMissed')} cancel={close} testId="miss-form">
      <p className="tight">{t('tutor.missedText')}</p>
      <Field of={form} at="missedBy" label={t('tutor.whoCouldNot')} chips />
      <Field of={form} at="whatMadeItHard" label={t('tutor.whatMadeItHard')} />
      <Field
        of={form}
        at="whatIsNeeded"
        label={t('tutor.whatIsNeeded')}
        description={t('tutor.whatIsNeededHelp')}
      />
      <Field of={form} at="occurredOn" label={t('tutor.on')} />
      <BothHappened of={form} />
      <Field
        of={form}
        at="nextPlannedFor"
        label={t('tutor.nextWhen')}
        description={t('tutor.nextWhenHelp')}
      />
    </FormFrame>
  );
}
