import { Button, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { Commitment, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { atSchoolToday } from '#ui/school/today.ts';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { childName } from './person.ts';

type Props = { family: Family; thread: Thread };

/** What the school itself keeps doing: help must not take care off the school. */
export function Commitments({ family, thread }: Props) {
  const { t } = useTranslation();
  const [search] = useUrl();
  const [open, setOpen] = useState(search.open ?? '');
  const close = () => setOpen('');
  if (!thread.pupils.length) return null;
  return (
    <div id="school-blijft" tabIndex={-1}>
      <Text fw={600} component="h3">
        {t('school.commitments')}
      </Text>
      <ul className="plain">
        {thread.commitments.map((one) => (
          <li key={one.id} data-testid="commitment">
            {open === one.id ? (
              <CommitmentForm family={family} thread={thread} commitment={one} close={close} />
            ) : (
              <OneCommitment commitment={one} edit={() => setOpen(one.id)} />
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? (
        <CommitmentForm family={family} thread={thread} close={close} />
      ) : (
        <Button size="sm" variant="subtle" className="no-print" onClick={() => setOpen('new')}>
          {t('school.addCommitment')}
        </Button>
      )}
    </div>
  );
}

function OneCommitment({ commitment, edit }: { commitment: Commitment; edit: () => void }) {
  const { t } = useTranslation();
  const { text, saidBy, followUpOn, outcome } = commitment;
  return (
    <div className="line">
      <div>
        <Text>{text}</Text>
        <Text className="quiet">
          {saidBy} {followUpOn ? <When at={followUpOn} /> : null}
        </Text>
        {outcome ? <Text>{outcome}</Text> : null}
      </div>
      <Button
        size="sm"
        variant="subtle"
        className="no-print"
        aria-label={t('school.followOne', { what: text })}
        onClick={edit}
      >
        {t('school.follow')}
      </Button>
    </div>
  );
}

type FormProps = Props & { commitment?: Commitment; close: () => void };

function CommitmentForm({ family, thread, commitment, close }: FormProps) {
  const { t } = useTranslation();
  const there = atSchoolToday(thread.pupils);
  const { id: familyId, branchCode } = family;
  const initial = { familyId, branchCode, childId: there[0]?.childId ?? '' };
  const form = useKatrolForm({
    rpc: SchoolLiaisonService.method.keepCommitment,
    draft: `commitment:${commitment?.id ?? `new:${familyId}`}`,
    initial: { commitment: { ...initial, ...commitment } },
    tidy: ({ commitment: values }) => ({
      commitment: {
        ...values,
        schoolId:
          values.schoolId || (there.find((one) => one.childId === values.childId)?.schoolId ?? ''),
      },
    }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="commitment-form">
      {commitment ? null : (
        <NativeSelect
          label={t('school.about')}
          data={there.map(({ childId }) => ({
            value: childId,
            label: childName(family, childId),
          }))}
          {...form.field('commitment.childId')}
        />
      )}
      <Field of={form} at="commitment.text" label={t('school.commitment')} />
      <Field of={form} at="commitment.saidBy" label={t('school.saidBy')} />
      <Field of={form} at="commitment.followUpOn" label={t('school.followUpOn')} />
      {commitment ? (
        <Field of={form} at="commitment.outcome" label={t('school.commitmentOutcome')} />
      ) : null}
    </FormFrame>
  );
}
