import { Button, SimpleGrid, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FamilySentence } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { directionOf } from '#i18n/direction.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Tag } from '#ui/page.tsx';

const { keepFamilySentence } = IntakeService.method;

/** One sentence: the Dutch, what ships in the language, and the branch's own words. */
export type Said = { key: string; dutch: string; shipped: string; own: FamilySentence | undefined };
type Where = { branchCode: string; language: string };
type Props = {
  said: Said;
  where: Where;
  open: boolean;
  setOpen: (open: boolean) => void;
  done: () => void;
};

/** The Dutch at the left, at the right what families read. */
export function SentenceRow({ said, where, open, setOpen, done }: Props) {
  const { t } = useTranslation();
  const { key, dutch, shipped, own } = said;
  const text = own?.text || shipped;
  const state = own?.text ? 'own' : shipped ? 'shipped' : 'missing';
  return (
    <li data-testid="sentence" data-key={key}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <div>
          <Text lang="nl">{dutch}</Text>
          {own?.text && own.dutch !== dutch ? (
            <Text className="quiet">{t('languages.dutchChanged', { before: own.dutch })}</Text>
          ) : null}
        </div>
        {open ? (
          <SentenceForm said={said} where={where} done={done} close={() => setOpen(false)} />
        ) : (
          <div>
            {text ? (
              <Text lang={where.language} dir={directionOf(where.language)}>
                {text}
              </Text>
            ) : null}
            <Tag tone={state === 'missing' ? 'attention' : 'calm'}>{t(`languages.${state}`)}</Tag>{' '}
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={t('languages.editOne', { dutch })}
              onClick={() => setOpen(true)}
            >
              {t('languages.edit')}
            </Button>
            {own?.text ? <GiveBack said={said} where={where} revision={own.revision} /> : null}
          </div>
        )}
      </SimpleGrid>
    </li>
  );
}

type Form = Pick<Props, 'said' | 'where' | 'done'> & { close: () => void };

function SentenceForm({ said, where, done, close }: Form) {
  const { t } = useTranslation();
  const { key, dutch, shipped, own } = said;
  const form = useKatrolForm({
    rpc: keepFamilySentence,
    draft: `sentence:${where.branchCode}:${where.language}:${key}`,
    initial: { ...where, key, dutch, text: own?.text || shipped, revision: own?.revision ?? 0 },
    done,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="sentence-form">
      <Textarea
        label={t('languages.wording')}
        description={t('languages.wordingHelp')}
        autosize
        minRows={2}
        lang={where.language}
        dir={directionOf(where.language)}
        {...form.field('text')}
      />
    </FormFrame>
  );
}

type Back = Pick<Props, 'said' | 'where'> & { revision: number };

function GiveBack({ said, where, revision }: Back) {
  const { t } = useTranslation();
  const keep = useCommand(keepFamilySentence);
  const { key, dutch } = said;
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      loading={keep.saving}
      aria-label={t('languages.giveBackOne', { dutch })}
      onClick={() => void keep.run({ ...where, key, dutch, text: '', revision })}
    >
      {t('languages.giveBack')}
    </Button>
  );
}
