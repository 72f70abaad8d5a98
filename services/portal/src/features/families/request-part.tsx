import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { SupportRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { matching } from '#api/transport.ts';
import { stageOf, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm, type KatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Facts, Section } from '#ui/page.tsx';
import { useSaySlot } from '#ui/week.tsx';
import { When } from '#ui/when.tsx';
import { NeedsFields } from './needs-fields.tsx';
import { needsOf, type NeedsValues } from './decision-values.ts';

/** What is looked for while there is no tutor yet; it may change in conversation with the family. */
export function RequestPart({ request, family }: { request: SupportRequest; family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const saySlot = useSaySlot();
  const [open, setOpen] = useState(false);
  const { needs } = request;
  const may = request.status === 1 && !open;
  return (
    <Section
      title={t('families.searching')}
      id="hulpvraag"
      actions={
        may ? (
          <Button
            size="sm"
            variant="subtle"
            onClick={() => setOpen(true)}
            aria-label={t('families.editNeeds')}
          >
            {t('ui.edit')}
          </Button>
        ) : null
      }
    >
      {open ? (
        <EditNeeds
          key={request.revision}
          request={request}
          family={family}
          close={() => setOpen(false)}
        />
      ) : (
        <Facts
          facts={[
            [t('ui.status'), code('requestStatus', request.status)],
            [t('families.since'), <When key="since" at={request.askedOn} />],
            [t('families.slots'), (needs?.slots ?? []).map(saySlot).join(', ')],
            [
              t('families.subjects'),
              (needs?.subjects ?? []).map((one) => code('subject', one)).join(', '),
            ],
          ]}
        />
      )}
      {open ? null : <AppLink to="/koppelen">{t('families.toMatching')}</AppLink>}
    </Section>
  );
}

function EditNeeds({
  request,
  family,
  close,
}: {
  request: SupportRequest;
  family: Family;
  close: () => void;
}) {
  const { t } = useTranslation();
  const form = useKatrolForm<{ needs: NeedsValues }, unknown>({
    draft: `request:${request.id}`,
    initial: { needs: needsOf(request) },
    call: ({ needs: { childIds, ...needs } }, options) =>
      matching.editSupportRequest(
        {
          id: request.id,
          revision: request.revision,
          needs: {
            ...needs,
            placeKind: Number(needs.placeKind),
            children: family.children
              .filter((child) => childIds.includes(child.id))
              .map((child) => ({
                childId: child.id,
                grade: child.grade,
                stage: stageOf(child.grade),
              })),
          },
        },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="edit-needs-form">
      <NeedsFields of={form as KatrolForm<{ needs: NeedsValues }>} family={family} />
    </FormFrame>
  );
}
