import { Anchor, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import qrcode from 'qrcode-generator';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '@katrol/proto/katrol/common/v1/codes';
import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { LinkPicture, LinkQuestion } from '@katrol/proto/katrol/gateway/v1/codes';
import { LinkService } from '#api/names.ts';
import { useAnyCode, useChoices } from '../codes.ts';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { textTo } from '../reach-address.ts';
import { useCommand } from '../form/use-command.ts';
import { useSayDate } from '../when.tsx';
import { LastMail } from './last-mail.tsx';
import { useSpoken, type Spoken } from './spoken.ts';
import { AppLink } from '../link.tsx';

const { giveLink, sendLink } = LinkService.method;

type Props = {
  branchCode: string;
  kind: Exclude<LinkKind, 'calendar'>;
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
  const spoken = useSpoken(branchCode);
  const asks = kind === 'parent-page' || kind === 'parent-item';
  const form = useKatrolForm({
    rpc: giveLink,
    initial: {
      // the family's own: once it is known what the branch says, what it does not speak is Dutch
      language: props.language,
      question: asks && !props.hasQuestion ? 'picture' : '',
      answer: '',
      picture: 'sun',
    } as Chosen & { language: string },
    request: ({ language: wanted, ...chosen }) => ({
      branchCode,
      kind,
      objectId,
      personId,
      language: spoken.speaks(wanted) ? wanted : 'nl',
      ...(chosen.question === ''
        ? {}
        : { question: answeredOf(chosen), replaceQuestion: props.hasQuestion }),
    }),
    done: (answer) => setSecret(answer.secret),
    saved: '',
  });
  const language = spoken.speaks(form.values.language) ? form.values.language : 'nl';
  if (secret !== '')
    return (
      <Made
        secret={secret}
        invite={(link) => spoken.invitationIn(language, link)}
        phone={phone}
        close={close}
      />
    );
  return (
    <FormFrame of={form} submit={t('school.giveLink')} cancel={close} testId="give-link">
      <LanguageChoice
        value={language}
        wanted={props.language}
        spoken={spoken}
        choose={(one) => form.set('language', one)}
      />
      {asks ? (
        <QuestionChoice
          values={form.values}
          set={form.set as (path: string, value: string) => void}
          keeps={props.hasQuestion}
        />
      ) : null}
      {kind === 'parent-item' ? null : (
        <Mail {...props} language={language} ready={props.hasQuestion || !asks} />
      )}
    </FormFrame>
  );
}

type LanguageProps = {
  value: string;
  wanted: string;
  spoken: Spoken;
  choose: (language: string) => void;
};

/** What the page will speak, and how sure it is that it is said well. */
function LanguageChoice({ value, wanted, spoken, choose }: LanguageProps) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const choices = useChoices();
  const sayDate = useSayDate();
  const { readBy = '', readOn = '' } = spoken.of(value) ?? {};
  const missing = spoken.missing(value);
  const said = [
    spoken.speaks(wanted) ? '' : t('school.linkInDutch', { language: code('Language', wanted) }),
    missing > 0 ? t('languages.partlyDutch', { count: missing }) : '',
    value === 'nl'
      ? ''
      : readBy
        ? t('school.linkReadBy', { name: readBy, day: sayDate(readOn) })
        : t('school.linkReadByNobody'),
  ];
  const offered: string[] = Language.filter(spoken.speaks);
  const all = offered.includes(value) ? offered : [...offered, value];
  return (
    <>
      <NativeSelect
        label={t('school.linkLanguage')}
        description={said.filter(Boolean).join(' ')}
        data={choices('Language', all)}
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {missing > 0 || !spoken.speaks(wanted) ? (
        <AppLink
          to="/talen-voor-gezinnen/$language"
          params={{ language: missing > 0 ? value : wanted }}
          search={{ toon: 'missing' }}
        >
          {t('languages.words')}
        </AppLink>
      ) : null}
    </>
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

type MadeProps = {
  secret: string;
  invite: (link: string) => string;
  phone: string;
  close: () => void;
};

function Made({ secret, invite, phone, close }: MadeProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const link = `${window.location.origin}/link#${secret}`;
  const message = encodeURIComponent(invite(link));
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
