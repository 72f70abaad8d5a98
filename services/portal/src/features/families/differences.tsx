import { Checkbox, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Difference, Family, Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useAnyCode } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';

/** What a later referral says otherwise: a new number, grade, school or address is taken or left. */
export function Differences({ referral, family }: { referral: Referral; family: Family }) {
  const { t } = useTranslation();
  const say = useSay(family);
  const { id: referralId, revision, differences } = referral;
  const form = useKatrolForm({
    rpc: IntakeService.method.settleDifferences,
    initial: { referralId, revision, take: differences.map((_, place) => place) },
  });
  return (
    <Section title={t('differences.title')} id="verschillen">
      <FormFrame of={form} submit={t('differences.save')} testId="differences-form">
        <Text className="quiet">{t('differences.text')}</Text>
        <Checkbox.Group
          label={t('differences.take')}
          value={form.values.take.map(String)}
          onChange={(chosen) => form.set('take', chosen.map(Number))}
        >
          <Stack gap="xs" mt="xs">
            {differences.map((one, place) => (
              <Checkbox
                key={`${one.field}${one.childId}`}
                value={String(place)}
                label={say(one)}
                description={t('differences.known', { value: sayValue(one.field, one.known) })}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </FormFrame>
    </Section>
  );

  function sayValue(field: string, value: string): string {
    return value === '' ? t('differences.nothing') : (say({ field, offered: value }) ?? value);
  }
}

type Said = Pick<Difference, 'field' | 'offered'> & { childId?: string };

/** A field of the file and its value in words. */
export function useSay(family?: Family): (of: Said) => string {
  const { t } = useTranslation();
  const code = useAnyCode();
  return ({ field, offered, childId }) => {
    const child = family?.children.find(({ id }) => id === childId)?.firstName;
    const value =
      field === 'child.grade'
        ? code('Grade', offered)
        : field === 'contact.language'
          ? code('Language', offered)
          : offered;
    const label = t(`differences.field.${field}` as never);
    return `${[child, label].filter(Boolean).join(', ')}: ${value}`;
  };
}
