import { Fieldset, List, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '@katrol/proto/katrol/common/v1/codes';
import { AgreementSide } from '@katrol/proto/katrol/intake/v1/codes';
import type { AgreementPromises } from '@katrol/proto/katrol/intake/v1/json';
import { directionOf } from '#i18n/direction.ts';
import { useAnyCode, useChoices, useCodes } from '#ui/codes.ts';
import { partOf } from '#ui/form/form-part.ts';
import type { Of } from './part.ts';

const SIDES = AgreementSide;

/** What each side promises in the branch's own words, in one language at a time. */
export function PromisesFields({ of }: Of) {
  const { t } = useTranslation();
  const code = useCodes();
  const choices = useChoices();
  const [language, setLanguage] = useState('nl');
  const promises = of.values.document.intake.agreementPromises;
  const said = new Set(SIDES.flatMap((side) => Object.keys(promises[side])));
  const languages = [...new Set([...Language, ...said])];
  return (
    <Fieldset legend={t('profile.promises')}>
      <Stack>
        <Text className="quiet">{t('profile.promisesText')}</Text>
        <NativeSelect
          label={t('profile.promisesLanguage')}
          data={choices('Language', languages)}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
          maw={320}
        />
        {SIDES.map((side) => {
          const part = partOf(of, `document.intake.agreementPromises.${side}`);
          return (
            <Textarea
              key={side}
              label={t('profile.promisesOf', { who: code('AgreementSide', side) })}
              autosize
              minRows={3}
              lang={language}
              dir={directionOf(language)}
              {...part.field(language)}
              value={part.values[language] ?? ''}
            />
          );
        })}
      </Stack>
    </Fieldset>
  );
}

/** The same as it reads; nothing where the sheet says what ships. */
export function PromisesView({ of }: { of: AgreementPromises | undefined }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const dutch = of?.tutor['nl'];
  if (!of || !dutch) return null;
  const languages = Object.keys(of.tutor).filter((one) => one !== 'nl' && of.tutor[one]);
  return (
    <>
      <Text fw={600} mt="sm">
        {t('profile.promises')}
      </Text>
      {SIDES.map((side) => (
        <div key={side}>
          <Text>{code('AgreementSide', side)}</Text>
          <List>
            {(of[side]['nl'] ?? '').split('\n').map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
        </div>
      ))}
      {languages.length ? (
        <Text className="quiet">
          {t('profile.promisesAlso', {
            languages: languages.map((one) => code('Language', one)).join(', '),
          })}
        </Text>
      ) : null}
    </>
  );
}
