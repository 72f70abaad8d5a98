import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type {
  MessageVersion,
  SchoolMessage,
  Thread,
} from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { directionOf } from '#i18n/direction.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Tag } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { usePersonName } from './person.ts';
import { AnswerForm } from './answer-form.tsx';
import { ItemLinks } from './item-links.tsx';
import { Answer, AtReceivers } from './message-at-school.tsx';
import { MessageForm } from './message-form.tsx';

const { askFamily, letGo } = SchoolLiaisonService.method;

type Props = { family: Family; thread: Thread; message: SchoolMessage };
type Doing = 'nothing' | 'rewriting' | 'answering' | 'linking' | 'letting-go';

// what a line of Vandaag opens: another text is asked for, is to be translated or asked again
const ASKS: Partial<Record<SchoolMessage['status'], Doing>> = {
  awaiting_family: 'answering',
  change_asked: 'rewriting',
  draft: 'rewriting',
};
const OPEN = ['draft', 'awaiting_family', 'refused', 'change_asked', 'approved'];
const ASKED = ['awaiting_family', 'refused', 'change_asked', 'approved'];

/** One message: as it is now, who said what to it, what the school made of it, and the next step. */
export function MessageCard({ family, thread, message }: Props) {
  const code = useCodes();
  const { t } = useTranslation();
  const [search] = useUrl();
  const [doing, does] = useState<Doing>(
    search.open === message.id ? (ASKS[message.status] ?? 'nothing') : 'nothing',
  );
  const close = () => does('nothing');
  const newest = message.versions.at(-1);
  return (
    <li id={`bericht-${message.id}`} tabIndex={-1} data-testid="message">
      <Text fw={600}>
        {code('MessagePurpose', message.purpose)} · {message.childName} · {message.schoolName}{' '}
        <Tag tone={message.status === 'refused' ? 'attention' : 'accent'}>
          {code('MessageStatus', message.status)}
        </Tag>
      </Text>
      {message.begunBy === 'parent' ? <Text className="quiet">{t('school.ownWords')}</Text> : null}
      {newest ? <AsRead version={newest} /> : null}
      <Earlier message={message} />
      <Said family={family} message={message} />
      <AtReceivers message={message} />
      {message.answers.map((answer) => (
        <Answer key={answer.id} family={family} message={message} answer={answer} />
      ))}
      {doing === 'rewriting' ? (
        <MessageForm family={family} thread={thread} message={message} close={close} />
      ) : doing === 'answering' ? (
        <AnswerForm family={family} message={message} close={close} />
      ) : doing === 'linking' ? (
        <ItemLinks family={family} message={message} close={close} />
      ) : doing === 'letting-go' ? (
        <LetGoForm message={message} close={close} />
      ) : (
        <NextSteps message={message} may={thread.contactPolicy !== 'none'} does={does} />
      )}
    </li>
  );
}

/** As who decides reads it: Dutch, and their language beside it. */
function AsRead({ version }: { version: MessageVersion }) {
  const code = useCodes();
  return (
    <>
      <Text className="quote" dir="auto" lang={version.language}>
        {version.text}
      </Text>
      {version.translations.map((one) => (
        <div key={one.language}>
          <Text className="quote" lang={one.language} dir={directionOf(one.language)}>
            {one.text}
          </Text>
          <Text className="quiet">
            {code('Language', one.language)} · {code('TranslatedBy', one.by)} {one.name}
          </Text>
        </div>
      ))}
    </>
  );
}

/** What stood there before, to which somebody may have said something. */
function Earlier({ message }: { message: SchoolMessage }) {
  const { t } = useTranslation();
  const earlier = message.versions.slice(0, -1).toReversed();
  if (!earlier.length) return null;
  return (
    <details className="no-print">
      <summary>{t('school.versions')}</summary>
      {earlier.map((one) => (
        <div key={one.version}>
          <Text className="quiet">
            {t('school.version', { n: one.version })} · <When at={one.madeAt} /> {one.madeBy}
          </Text>
          <AsRead version={one} />
        </div>
      ))}
    </details>
  );
}

/** Who said what to which version: for the coordinator alone. */
function Said({ family, message }: { family: Family; message: SchoolMessage }) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = usePersonName(family);
  const talkTo = message.talkTo.map(name).filter(Boolean).join(', ');
  return (
    <>
      {message.approvals
        .filter((one) => !one.undoneAt)
        .map((one) => (
          <Text key={one.id} className="quiet">
            {t('school.saidTo', {
              name: name(one.personId),
              answer: code('ApprovalAnswer', one.answer),
            })}
            {' · '}
            {t('school.version', { n: one.version })} · {code('ApprovalMeans', one.means)} ·{' '}
            <When at={one.saidAt} />
            {one.note ? ` · ${one.note}` : ''}
          </Text>
        ))}
      {message.status === 'refused' ? (
        <Alert variant="outline">{t('school.talkApart')}</Alert>
      ) : null}
      {talkTo ? <Text>{t('school.talkTo', { names: talkTo })}</Text> : null}
      {message.letGoWhy ? (
        <Text className="quiet">
          {t('school.letGoBecause', {
            why:
              message.letGoWhy === 'SCHOOL_CHANGED' ? t('school.schoolChanged') : message.letGoWhy,
          })}
        </Text>
      ) : null}
    </>
  );
}

/** `may`: where the profile lets nothing leave for a school, one may only let go. */
type NextProps = { message: SchoolMessage; may: boolean; does: (what: Doing) => void };

function NextSteps({ message, may, does }: NextProps) {
  const { t } = useTranslation();
  const ask = useCommand(askFamily, { saved: t('school.asked') });
  const { id: messageId, revision, status } = message;
  if (!OPEN.includes(status)) return null;
  return (
    <Group gap="xs" className="no-print" mt="xs">
      {may && status === 'draft' ? (
        <Button loading={ask.saving} onClick={() => void ask.run({ messageId, revision })}>
          {t('school.ask')}
        </Button>
      ) : null}
      {may && ASKED.includes(status) ? (
        <Button onClick={() => does('answering')}>{t('school.answer')}</Button>
      ) : null}
      {may && message.talkTo.length > 0 ? (
        <Button variant="light" onClick={() => does('linking')}>
          {t('school.itemLink')}
        </Button>
      ) : null}
      {may ? (
        <Button variant="light" onClick={() => does('rewriting')}>
          {t('school.rewrite')}
        </Button>
      ) : null}
      <Button variant="subtle" onClick={() => does('letting-go')}>
        {t('school.letGo')}
      </Button>
    </Group>
  );
}

function LetGoForm({ message, close }: { message: SchoolMessage; close: () => void }) {
  const { t } = useTranslation();
  const { id: messageId, revision } = message;
  const form = useKatrolForm({ rpc: letGo, initial: { messageId, revision }, done: close });
  return (
    <FormFrame of={form} submit={t('school.letGo')} cancel={close} testId="let-go-form">
      <Field of={form} at="why" label={t('school.letGoWhy')} />
    </FormFrame>
  );
}
