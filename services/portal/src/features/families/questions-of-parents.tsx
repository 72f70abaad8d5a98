import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { Question } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Tag } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { usePersonName } from './person.ts';

type Props = { family: Family; questions: Question[] };

/** What parents asked by their link, who took it up and by when. */
export function QuestionsOfParents({ family, questions }: Props) {
  const { t } = useTranslation();
  if (!questions.length) return null;
  return (
    <div id="vragen" tabIndex={-1}>
      <Text fw={600} component="h3">
        {t('school.questions')}
      </Text>
      <ul className="plain">
        {questions.map((question) => (
          <One key={question.id} family={family} question={question} />
        ))}
      </ul>
    </div>
  );
}

function One({ family, question }: { family: Family; question: Question }) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = usePersonName(family);
  const [search] = useUrl();
  const [open, setOpen] = useState(search.open === question.id);
  const { kind, text, askedAt, takenBy, dueOn, answer, answeredAt } = question;
  const what = text || code('QuestionKind', kind);
  return (
    <li data-testid="question">
      <Text>
        {name(question.personId)}: {code('QuestionKind', kind)} · <When at={askedAt} />{' '}
        {answeredAt ? <Tag tone="calm">{t('school.answered')}</Tag> : null}
      </Text>
      {text ? (
        <Text className="quote" dir="auto">
          {text}
        </Text>
      ) : null}
      {takenBy ? (
        <Text className="quiet">
          {t('school.takenBy', { name: takenBy })} {dueOn ? <When at={dueOn} /> : null}
        </Text>
      ) : null}
      {answer ? <Text className="quote">{answer}</Text> : null}
      {answeredAt ? null : open ? (
        <TakeUp question={question} close={() => setOpen(false)} />
      ) : (
        <Button
          size="sm"
          variant="light"
          aria-label={t('school.takeUpOne', { what })}
          onClick={() => setOpen(true)}
        >
          {t('school.takeUp')}
        </Button>
      )}
    </li>
  );
}

function TakeUp({ question, close }: { question: Question; close: () => void }) {
  const { t } = useTranslation();
  const { id: questionId, revision, dueOn } = question;
  const form = useKatrolForm({
    rpc: SchoolLiaisonService.method.takeUpQuestion,
    draft: `question:${questionId}`,
    initial: { questionId, revision, dueOn },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="take-up-form">
      <Field of={form} at="dueOn" label={t('school.dueOn')} />
      <Field of={form} at="answer" label={t('school.reply')} />
    </FormFrame>
  );
}
