import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Child, Family } from '@katrol/proto/katrol/intake/v1/json';
import type { School, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useQuery } from '#api/query.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { atSchoolToday } from '#ui/school/today.ts';
import { isoDay, When } from '#ui/when.tsx';
import { Commitments } from './commitments.tsx';
import { FolderOf } from './folder-part.tsx';
import { MeetingsOf } from './meetings-part.tsx';
import { MessageCard } from './message-card.tsx';
import { MessageForm } from './message-form.tsx';
import { QuestionsOfParents } from './questions-of-parents.tsx';
import { ReportsOf } from './reports-part.tsx';

const { getThread, listSchools, settlePupil } = SchoolLiaisonService.method;

/** Everything between a family and its schools, where the rest of the family stands. */
export function SchoolPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const thread = useQuery(getThread, { familyId: family.id }, { retry: false });
  // before a first conversation about who decides there is nothing to speak of
  if (thread.data?.contactPolicy === '')
    return (
      <Section title={t('school.part')} id="school">
        <Text className="quiet">{t('refusal.DECIDERS_UNKNOWN')}</Text>
      </Section>
    );
  return (
    <Section title={t('school.part')} id="school">
      {thread.isError ? (
        <Trouble error={thread.error} retry={() => void thread.refetch()} />
      ) : thread.data ? (
        <WholeThread family={family} thread={thread.data} />
      ) : (
        <Waiting />
      )}
    </Section>
  );
}

type Props = { family: Family; thread: Thread };

function WholeThread({ family, thread }: Props) {
  const { t } = useTranslation();
  const [writing, write] = useState(false);
  const none = thread.contactPolicy === 'none';
  const stopped = family.children.filter((one) => thread.stoppedChildIds.includes(one.id));
  return (
    <>
      {none ? <Alert variant="outline">{t('school.noContact')}</Alert> : null}
      {stopped.map((child) => (
        <Alert key={child.id} variant="outline" data-testid="sharing-stopped">
          {t('school.stoppedFor', { child: child.firstName })}
        </Alert>
      ))}
      <ul className="plain">
        {family.children.map((child) => (
          <AtSchool key={child.id} family={family} child={child} thread={thread} />
        ))}
      </ul>
      {none || !atSchoolToday(thread.pupils).length ? null : writing ? (
        <MessageForm family={family} thread={thread} close={() => write(false)} />
      ) : (
        <Group className="no-print">
          <Button variant="light" onClick={() => write(true)}>
            {t('school.write')}
          </Button>
        </Group>
      )}
      <ReportsOf family={family} thread={thread} />
      <ul className="plain" data-testid="messages">
        {thread.messages.map((message) => (
          <MessageCard key={message.id} family={family} thread={thread} message={message} />
        ))}
      </ul>
      <QuestionsOfParents family={family} questions={thread.questions} />
      <MeetingsOf family={family} thread={thread} />
      <Commitments family={family} thread={thread} />
      {thread.contactPolicy === 'folder' ? <FolderOf family={family} thread={thread} /> : null}
    </>
  );
}

function AtSchool({ family, child, thread }: Props & { child: Child }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const ids = [child.id, ...child.sameIds];
  const mine = thread.pupils.filter((one) => ids.includes(one.childId));
  const [now] = atSchoolToday(mine);
  const next = mine.find((one) => one.since > isoDay());
  const { firstName } = child;
  const label = t(now ? 'school.settleChange' : 'school.settle', { child: firstName });
  return (
    <li className={open ? undefined : 'line'} data-testid="at-school">
      <Text>
        {now
          ? t('school.atSchool', { child: firstName, school: now.schoolName })
          : t('school.noSchool', { child: firstName })}
        {!now && child.school ? <span className="quiet"> ({child.school})</span> : null}
        {next ? (
          <span className="quiet">
            {' · '}
            {t('school.nextSchool', { school: next.schoolName })} <When at={next.since} />
          </span>
        ) : null}
      </Text>
      {open ? (
        <SettleForm family={family} child={child} close={() => setOpen(false)} />
      ) : (
        <Button
          size="sm"
          variant="subtle"
          className="no-print"
          onClick={() => setOpen(true)}
          aria-label={label}
        >
          {now ? t('ui.edit') : label}
        </Button>
      )}
    </li>
  );
}

type SettleProps = { family: Family; child: Child; close: () => void };

function SettleForm(props: SettleProps) {
  const all = useAllRows(listSchools, { branchCode: props.family.branchCode });
  return all.data ? <SettleAt {...props} schools={all.data} /> : <Waiting lines={2} />;
}

/** The school is chosen from those of the branch; the one that is written like it stands ready. */
function SettleAt({ family, child, close, schools }: SettleProps & { schools: School[] }) {
  const { t } = useTranslation();
  const { branchCode, id: familyId } = family;
  const written = child.school.trim().toLowerCase();
  const isWritten = (names: string[]): boolean =>
    written !== '' && names.some((name) => name.trim().toLowerCase() === written);
  const open = schools.filter((one) => !one.validUntil || one.validUntil >= isoDay());
  const likely = open.find(({ name, writtenAs }) => isWritten([name, ...writtenAs]));
  const schoolId = likely?.id ?? '';
  const form = useKatrolForm({
    rpc: settlePupil,
    initial: { familyId, branchCode, childId: child.id, schoolId, since: isoDay() },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="settle-form">
      <NativeSelect
        label={t('school.which')}
        data={[
          { value: '', label: '' },
          ...open.map(({ id, name, municipality }) => ({
            value: id,
            label: [name, municipality].filter(Boolean).join(', '),
          })),
        ]}
        {...form.field('schoolId')}
      />
      <Field of={form} at="since" label={t('school.sinceDay')} />
    </FormFrame>
  );
}
