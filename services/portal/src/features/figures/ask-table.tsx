import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableRequest } from '@katrol/proto/katrol/reporting/v1/json';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useSession } from '#app/session.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { When } from '#ui/when.tsx';

const { askTable, answerTable, listTableRequests } = ReportingService.method;

/** Asks for a table that no release has; what was asked before stands there with its answer. */
export function AskTable() {
  const { t } = useTranslation();
  const { me } = useSession();
  const asked = useQuery(listTableRequests, {});
  const [sent, setSent] = useState(0);
  if (me?.roles.includes('operator')) return null;
  return (
    <Section title={t('figures.askTable')} id="tabel">
      <Text>{t('figures.askTableLead')}</Text>
      <AskForm key={sent} done={() => setSent(sent + 1)} />
      <ul className="cards" data-testid="asked-tables">
        {(asked.data?.requests ?? []).map((one) => (
          <li key={one.id} className="card">
            <Asked of={one} />
            <Text className={one.answer ? '' : 'quiet'}>
              {one.answer || t('figures.notAnswered')}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function AskForm({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: askTable,
    draft: 'table-request:new',
    initial: { text: '' },
    done,
  });
  return (
    <FormFrame of={form} submit={t('figures.askTableSend')} testId="ask-table">
      <Field
        of={form}
        at="text"
        label={t('figures.askTableWhat')}
        description={t('figures.askTableHelp')}
        minRows={3}
      />
    </FormFrame>
  );
}

function Asked({ of }: { of: TableRequest }) {
  return (
    <>
      <Text className="quote">{of.text}</Text>
      <Text className="quiet">
        {of.askedBy} · <When at={of.askedOn} />
      </Text>
    </>
  );
}

/** For who makes releases: which tables are asked for, with room to answer; nothing where there are none. */
export function TablesAsked() {
  const { t } = useTranslation();
  const asked = useQuery(listTableRequests, {});
  const open = (asked.data?.requests ?? []).filter(({ answer }) => answer === '');
  if (asked.isError) return <Trouble error={asked.error} />;
  if (open.length === 0) return null;
  return (
    <Section title={t('figures.tablesAsked')} id="tabellen">
      <ul className="cards" data-testid="tables-asked">
        {open.map((one) => (
          <li key={one.id} className="card">
            <Asked of={one} />
            <AnswerForm of={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function AnswerForm({ of }: { of: TableRequest }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: answerTable,
    draft: `table-answer:${of.id}`,
    initial: { id: of.id, answer: '', revision: of.revision },
  });
  return (
    <FormFrame of={form} submit={t('figures.answer')} testId="answer-table">
      <Field of={form} at="answer" label={t('figures.answerWhat')} minRows={2} />
    </FormFrame>
  );
}
