import { Anchor, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import qrcode from 'qrcode-generator';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '@katrol/proto/katrol/common/v1/codes';
import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { LinkPicture, LinkQuestion } from '@katrol/proto/katrol/gateway/v1/codes';
import { LinkService } from '#api/names.ts';
import { useChoices, useCodes } from '../codes.ts';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { textTo } from '../reach-address.ts';
import { useCommand } from '../form/use-command.ts';
import { useSayDate } from '../when.tsx';
import { LastMail } from './last-mail.tsx';
import { invitationIn, speakerWhoRead, speaks } from './spoken.ts';

const { giveLink, sendLink } = LinkService.method;

type Props = {
  branchCode: string;
  kind: Extract<LinkKind, 'parent-page' | 'school-contact' | 'receiver'>;
  objectId: string;
  personId: string;
  language: string;
  phone: string;
  hasQuestion: boolean;
  close: () => void;
};

type Chosen = { question: LinkQuestion | ''; answer: string; picture: LinkPicture };

/** A picture, or a text: never both. */
const answeredOf = ({ question, answer, picture }: Chosen) =>
  question === 'picture'
    ? { question, answer: '', picture }
    : { question, answer, picture: '' as const };

/** A link for somebody, made once and shown once: copied, sent along, or read by their phone. */
export function GiveLink(props: Props) {
  const { t } = useTranslation();
  const { branchCode, kind, objectId, personId, phone, close } = props;
  const [secret, setSecret] = useState('');
  const asks = kind === 'parent-page';
  const form = useKatrolForm({
    rpc: giveLink,
    initial: {
      language: speaks(props.language) ? props.language : 'nl',
      question: asks && !props.hasQuestion ? 'picture' : '',
      answer: '',
      picture: 'sun',
    } as Chosen & { language: string },
    request: ({ language, ...chosen }) => ({
      branchCode,
      kind,
      objectId,
      personId,
      language,
      ...(chosen.question === ''
        ? {}
        : { question: answeredOf(chosen), replaceQuestion: props.hasQuestion }),
    }),
    done: (answer) => setSecret(answer.secret),
    saved: '',
  });
  const { language } = form.values;
  if (secret !== '')
    return <Made secret={secret} language={language} phone={phone} close={close} />;
  return (
    <FormFrame of={form} submit={t('school.giveLink')} cancel={close} testId="give-link">
      <LanguageChoice
        value={language}
        wanted={props.language}
        choose={(one) => form.set('language', one)}
      />
      {asks ? (
        <QuestionChoice
          values={form.values}
          set={form.set as (path: string, value: string) => void}
          keeps={props.hasQuestion}
        />
      ) : null}
      <Mail {...props} language={language} ready={props.hasQuestion || !asks} />
    </FormFrame>
  );
}

type LanguageProps = { value: string; wanted: string; choose: (language: string) => void };

/** What the page will speak, and how sure it is that it is said well. */
function LanguageChoice({ value, wanted, choose }: LanguageProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const choices = useChoices();
  const sayDate = useSayDate();
  const read = speakerWhoRead(value);
  const said = [
    speaks(wanted) ? '' : t('school.linkInDutch', { language: code('Language', wanted) }),
    value === 'nl'
      ? ''
      : read
        ? t('school.linkReadBy', { name: read.name, day: sayDate(read.day) })
        : t('school.linkReadByNobody'),
  ];
  return (
    <NativeSelect
      label={t('school.linkLanguage')}
      description={said.filter(Boolean).join(' ')}
      data={choices('Language', Language.filter(speaks))}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

type ChoiceProps = {
  values: { question: string; answer: string; picture: string };
  set: (path: string, value: string) => void;
  keeps: boolean;
};

/** The family's choice; for who reads little a picture, chosen together. */
function QuestionChoice({ values, set, keeps }: ChoiceProps) {
  const { t } = useTranslation();
  const choices = useChoices();
  const kept = keeps ? [{ value: '', label: t('school.keepQuestion') }] : [];
  return (
    <>
      <NativeSelect
        label={t('school.linkQuestion')}
        data={[...kept, ...choices('LinkQuestion', LinkQuestion)]}
        value={values.question}
        description={keeps && values.question !== '' ? t('school.replacesQuestion') : undefined}
        onChange={(event) => set('question', event.currentTarget.value)}
      />
      {values.question === 'picture' ? (
        <NativeSelect
          label={t('school.linkPicture')}
          data={choices('LinkPicture', LinkPicture)}
          value={values.picture}
          onChange={(event) => set('picture', event.currentTarget.value)}
        />
      ) : values.question === '' ? null : (
        <TextInput
          label={t('school.linkAnswer')}
          value={values.answer}
          onChange={(event) => set('answer', event.currentTarget.value)}
        />
      )}
    </>
  );
}

/** By mail it says only that there is something, and a link that is made when it leaves. */
function Mail({
  branchCode,
  kind,
  objectId,
  personId,
  language,
  ready,
}: Props & { ready: boolean }) {
  const { t } = useTranslation();
  const send = useCommand(sendLink, { saved: t('school.mailed') });
  if (!ready) return null;
  const purpose = kind === 'parent-page' ? 'page' : 'message';
  const link = { branchCode, kind, objectId, personId, language };
  return (
    <>
      <Button
        type="button"
        variant="subtle"
        loading={send.saving}
        onClick={() => void send.run({ link, purpose })}
      >
        {t('school.mailLink')}
      </Button>
      <LastMail branchCode={branchCode} objectId={objectId} personId={personId} />
    </>
  );
}

type MadeProps = { secret: string; language: string; phone: string; close: () => void };

function Made({ secret, language, phone, close }: MadeProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const link = `${window.location.origin}/link#${secret}`;
  const message = encodeURIComponent(invitationIn(language, link));
  return (
    <div data-testid="made-link">
      <Text>{t('school.linkReady')}</Text>
      <Text className="quote" data-testid="link-address">
        {link}
      </Text>
      <Group gap="xs">
        <Button
          size="sm"
          // where a device copies nothing, the address stands there to be marked by hand
          onClick={() =>
            void navigator.clipboard.writeText(link).then(
              () => setCopied(true),
              () => undefined,
            )
          }
        >
          {t(copied ? 'school.copied' : 'school.copy')}
        </Button>
        <Anchor href={`https://wa.me/?text=${message}`} target="_blank" rel="noreferrer">
          {t('school.whatsapp')}
        </Anchor>
        <Anchor href={textTo(phone, message)}>{t('school.sms')}</Anchor>
        <Button size="sm" variant="subtle" onClick={close}>
          {t('ui.close')}
        </Button>
      </Group>
      <Text className="quiet" aria-hidden>
        {t('school.qr')}
      </Text>
      <QrCode text={link} label={t('school.qr')} />
    </div>
  );
}

const CELL = 4;
const MARGIN = 4;

function QrCode({ text, label }: { text: string; label: string }) {
  const qr = qrcode(0, 'M');
  qr.addData(text);
  qr.make();
  const count = qr.getModuleCount();
  const size = (count + 2 * MARGIN) * CELL;
  const dark = Array.from({ length: count * count }, (_, i) => [Math.floor(i / count), i % count])
    .filter(([row = 0, column = 0]) => qr.isDark(row, column))
    .map(
      ([row = 0, column = 0]) =>
        `M${(column + MARGIN) * CELL} ${(row + MARGIN) * CELL}h${CELL}v${CELL}h-${CELL}z`,
    )
    .join('');
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width={size} height={size} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  );
}
