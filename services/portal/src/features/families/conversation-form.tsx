import { Alert, Checkbox, Chip, NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import { ConsentAnswer } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family, SaidAnswer } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useQuery } from '#api/query.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import type { FormPart } from '#ui/form/form-part.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { ageToday, useParentName, usePersonName } from './person.ts';

type Said = Record<ConsentPurpose, ConsentAnswer | 'none'>;
type Values = {
  who: string[];
  said: Said;
  placeId: string;
  childId: string;
  until: string;
  means: 'spoken';
  language: string;
  occurredOn: string;
};
type Props = { family: Family; close: () => void };

const NOTHING = Object.fromEntries(ConsentPurpose.map((one) => [one, 'none'])) as Said;

/** What each of who was there said to each purpose that came up. */
function answersOf({ who, said, placeId, childId, until }: Values): SaidAnswer[] {
  return who.flatMap((personId) =>
    ConsentPurpose.flatMap((purpose): SaidAnswer[] => {
      const answer = said[purpose];
      const place = purpose === 'sharing_with_service';
      if (answer === 'none' || (place && !placeId)) return [];
      const receiver = place ? placeId : '';
      return [
        { personId, purpose, receiver, childId, answer, until: answer === 'yes' ? until : '' },
      ];
    }),
  );
}

/** One form for one conversation; what it will stop is said before it is saved. */
export function ConversationForm({ family, close }: Props) {
  const { t } = useTranslation();
  const first = family.parents.find((one) => !one.held);
  const initial: Values = {
    who: first && family.parents.length === 1 ? [first.id] : [],
    said: NOTHING,
    placeId: '',
    childId: '',
    until: '',
    means: 'spoken',
    language: family.contact.language || 'nl',
    occurredOn: isoDay(),
  };
  const form = useKatrolForm({
    rpc: IntakeService.method.recordConversation,
    draft: `conversation:${family.id}`,
    initial,
    request: (values) => ({
      familyId: family.id,
      answers: answersOf(values),
      means: values.means,
      language: values.language,
      occurredOn: values.occurredOn,
    }),
    done: close,
  });
  return (
    <FormFrame
      of={form}
      submit={t('families.saveConversation')}
      cancel={close}
      testId="conversation-form"
    >
      <Who of={form} family={family} />
      <Stack gap="xs">
        <Text fw={600}>{t('families.whatWasSaid')}</Text>
        <Text className="quiet">{t('families.noIsFine')}</Text>
        {ConsentPurpose.map((purpose) => (
          <Purpose key={purpose} of={form} purpose={purpose} family={family} />
        ))}
      </Stack>
      <ForChild of={form} family={family} />
      <Field of={form} at="means" label={t('families.howAsked')} />
      <Field of={form} at="language" label={t('families.inLanguage')} />
      <Field of={form} at="occurredOn" label={t('families.on')} maw={220} />
      <Field of={form} at="until" label={t('families.yesUntil')} maw={220} />
      <WillStop of={form.values} family={family} />
    </FormFrame>
  );
}

type Part = { of: FormPart<Values>; family: Family };

/** Parents, and the young persons whom the profile asks too. */
function Who({ of, family }: Part) {
  const { t } = useTranslation();
  const parent = useParentName();
  const young = family.children.filter((child) => {
    const age = ageToday(child.birthDate);
    return age === undefined ? child.grade.startsWith('S') : age >= family.youngPersonAge;
  });
  return (
    <Checkbox.Group
      label={t('families.whoWasThere')}
      value={of.values.who}
      onChange={(who) => of.set('who', who)}
      error={of.field('who').error}
      data-field="answers"
    >
      {family.parents.map((one) => (
        <Checkbox
          key={one.id}
          value={one.id}
          label={one.held ? `${parent(one)} · ${t('families.held')}` : parent(one)}
        />
      ))}
      {young.map((child) => (
        <Checkbox
          key={child.id}
          value={child.id}
          label={t('families.youngPerson', { name: child.firstName })}
        />
      ))}
    </Checkbox.Group>
  );
}

function Purpose({ of, purpose, family }: Part & { purpose: ConsentPurpose }) {
  const { t } = useTranslation();
  const code = useCodes();
  const place = purpose === 'sharing_with_service';
  const answer = of.values.said[purpose];
  return (
    <fieldset className="ticks" data-testid={`say-${purpose}`}>
      <legend>{code('ConsentPurpose', purpose)}</legend>
      {place ? <Place of={of} family={family} /> : null}
      <Chip.Group
        value={answer}
        onChange={(said) => of.set('said', { ...of.values.said, [purpose]: said as 'yes' })}
      >
        <div className="chips">
          {ConsentAnswer.map((one) => (
            <Chip key={one} value={one} radius="md">
              {code('ConsentAnswer', one)}
            </Chip>
          ))}
          <Chip value="none" radius="md">
            {t('families.notAskedNow')}
          </Chip>
        </div>
      </Chip.Group>
    </fieldset>
  );
}

function Place({ of, family }: Part) {
  const { t } = useTranslation();
  const { branchCode } = family;
  const places = useAllRows(IntakeService.method.listSocialMap, { branchCode }, { sort: 'name' });
  return (
    <NativeSelect
      label={t('families.withWhichPlace')}
      value={of.values.placeId}
      onChange={(event) => of.set('placeId', event.currentTarget.value)}
      data={[
        { value: '', label: t('ui.choose') },
        ...(places.data ?? []).map((place) => ({ value: place.id, label: place.name })),
      ]}
    />
  );
}

function ForChild({ of, family }: Part) {
  const { t } = useTranslation();
  if (family.children.length < 2) return null;
  return (
    <NativeSelect
      label={t('families.forWhichChild')}
      value={of.values.childId}
      onChange={(event) => of.set('childId', event.currentTarget.value)}
      data={[
        { value: '', label: t('families.allChildren') },
        ...family.children.map((child) => ({ value: child.id, label: child.firstName })),
      ]}
    />
  );
}

/** What this conversation will stop, asked of the service while it is typed. */
function WillStop({ of, family }: { of: Values; family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = usePersonName(family);
  const answers = answersOf(of);
  const { occurredOn } = of;
  const asked = { familyId: family.id, answers, occurredOn };
  const enabled = answers.length > 0 && /^\d{4}-\d{2}-\d{2}$/.test(occurredOn);
  const preview = useQuery(IntakeService.method.previewConsent, asked, { enabled, retry: false });
  const effects = enabled ? (preview.data?.effects ?? []) : [];
  const ends = effects.filter((one) => one.stops.length);
  if (!effects.length) return null;
  return (
    <Alert variant="outline" data-testid="will-stop" aria-live="polite">
      {effects.map((one) => (
        <Text key={`${one.purpose}${one.receiver}${one.childId}`}>
          {code('ConsentPurpose', one.purpose)}
          {one.receiverName ? `: ${one.receiverName}` : ''}
          {one.childId ? ` (${name(one.childId)})` : ''}: {code('ConsentState', one.after)}.{' '}
          {one.stops.length
            ? `${t('families.thisStops')} ${one.stops
                .map((stop) => code('ConsentStop', stop))
                .join(', ')}.`
            : ''}
        </Text>
      ))}
      {ends.length ? <Text className="quiet">{t('families.undoPromise')}</Text> : null}
    </Alert>
  );
}
