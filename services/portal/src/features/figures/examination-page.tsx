import { Button, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  Examination,
  ExaminationAnswer,
  Figure,
} from '@katrol/proto/katrol/reporting/v1/json';
import type { ExaminationQuestion } from '@katrol/proto/katrol/reporting/v1/codes';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { FigureCard } from './figure-card.tsx';
import { sayYear, thisSchoolYear } from './period-filter.tsx';
import { useIndicators } from './words.ts';

const { getExamination, keepExaminationAnswer } = ReportingService.method;

/** The five questions of a year, each with the branch's figures and what was said before. */
export function ExaminationPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const year = Number(search.jaar) || thisSchoolYear();
  const examination = useQuery(
    getExamination,
    { branchCode, year },
    { enabled: branchCode !== '' },
  );
  const years = [...new Set([...(examination.data?.years ?? []), thisSchoolYear(), year])];
  return (
    <Page
      title={t('figures.examination')}
      lead={t('figures.examinationLead')}
      actions={
        <>
          <NativeSelect
            id="examination-year"
            aria-label={t('figures.year')}
            data={years
              .toSorted((a, b) => b - a)
              .map((one) => ({
                value: String(one),
                label: t('figures.schoolYear', { year: sayYear('school_year', one) }),
              }))}
            value={String(year)}
            onChange={(event) => change({ jaar: event.currentTarget.value })}
          />
          <Button variant="light" onClick={() => window.print()}>
            {t('figures.print')}
          </Button>
        </>
      }
    >
      {examination.isError ? <Trouble error={examination.error} /> : null}
      {examination.isPending ? <Waiting lines={8} /> : null}
      {examination.data?.questions.map(({ question, indicators }) => (
        <Question
          key={question}
          question={question as ExaminationQuestion}
          indicators={indicators}
          of={examination.data}
        />
      ))}
    </Page>
  );
}

type QuestionProps = { question: ExaminationQuestion; indicators: string[]; of: Examination };

function Question({ question, indicators, of }: QuestionProps) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const [open, setOpen] = useState('');
  const said = of.answers.filter((one) => one.question === question);
  const before = of.answersBefore.filter((one) => one.question === question);
  const close = () => setOpen('');
  return (
    <Section title={code('ExaminationQuestion', question)} id={question}>
      <div className="two uneven">
        <div>
          <h3>{t('figures.answers')}</h3>
          {said.length === 0 ? <Text className="quiet">{t('figures.nothingSaid')}</Text> : null}
          {said.map((answer) =>
            open === answer.id ? (
              <AnswerForm key={answer.id} of={answer} close={close} />
            ) : (
              <Said key={answer.id} of={answer} change={() => setOpen(answer.id)} />
            ),
          )}
          {open === 'new' ? (
            <AnswerForm of={{ branchCode: of.branchCode, year: of.year, question }} close={close} />
          ) : (
            <Button
              className="no-print"
              variant="light"
              onClick={() => setOpen('new')}
              aria-label={`${t('figures.say')}: ${code('ExaminationQuestion', question)}`}
            >
              {t('figures.say')}
            </Button>
          )}
          {before.length > 0 ? <h3>{t('figures.lastYear')}</h3> : null}
          {before.map((answer) => (
            <Said key={answer.id} of={answer} />
          ))}
        </div>
        <Beside figures={of.figures} indicators={indicators} />
      </div>
    </Section>
  );
}

function Beside({ figures, indicators }: { figures: Figure[]; indicators: string[] }) {
  const { t } = useTranslation();
  const known = useIndicators();
  return (
    <div>
      <h3>{t('figures.besides')}</h3>
      {indicators.map((code) => {
        const figure = figures.find(({ indicator }) => indicator === code);
        const indicator = known.get(code);
        return figure && indicator ? (
          <FigureCard key={code} figure={figure} indicator={indicator} />
        ) : null;
      })}
    </div>
  );
}

function Said({ of, change }: { of: ExaminationAnswer; change?: () => void }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  return (
    <div className="card" data-testid="said">
      <Text className="quiet">
        {code('ExaminationVoice', of.voice)} · {of.by} <When at={of.on} />
      </Text>
      <Text className="quote">{of.text}</Text>
      {change ? (
        <Button
          className="no-print"
          size="sm"
          variant="subtle"
          onClick={change}
          aria-label={`${t('figures.change')}: ${of.text.slice(0, 60)}`}
        >
          {t('figures.change')}
        </Button>
      ) : null}
    </div>
  );
}

type New = Pick<ExaminationAnswer, 'branchCode' | 'year' | 'question'> & Partial<ExaminationAnswer>;

function AnswerForm({ of, close }: { of: New; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: keepExaminationAnswer,
    draft: `examination:${of.branchCode}:${of.year}:${of.question}:${of.id ?? 'new'}`,
    initial: { answer: { voice: 'branch', ...of } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="examination-form">
      <Field of={form} at="answer.voice" label={t('figures.voice')} chips />
      <Field
        of={form}
        at="answer.text"
        label={t('figures.text')}
        description={t('figures.textHelp')}
        minRows={3}
      />
    </FormFrame>
  );
}
