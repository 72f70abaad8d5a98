import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { SupportRequest } from '@katrol/proto/katrol/matching/v1/json';
import { IntakeService, MatchingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { partOf } from '#ui/form/form-part.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Facts, Section } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { useSaySlot } from '#ui/week.tsx';
import { When } from '#ui/when.tsx';
import { NeedsFields } from './needs-fields.tsx';

/**
 * What is looked for while there is no tutor yet; it may change in conversation with the family.
 */
export function RequestPart({ request, family }: { request: SupportRequest; family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const saySlot = useSaySlot();
  const [search, change] = useUrl();
  const open = search.doe === 'hulpvraag';
  const setOpen = (on: boolean) => change({ doe: on ? 'hulpvraag' : undefined });
  const { needs } = request;
  const may = !open;
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
      {request.toConfirm.length > 0 ? (
        <Text mb="xs">
          {t('families.needsToConfirm', {
            what: request.toConfirm.map((one) => code('NeedsChange', one)).join(', '),
          })}
        </Text>
      ) : null}
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
            [t('ui.status'), code('SupportRequestStatus', request.status)],
            [t('families.since'), <When key="since" at={request.askedOn} />],
            [t('families.slots'), (needs?.slots ?? []).map(saySlot).join(', ')],
            [
              t('families.subjects'),
              (needs?.subjects ?? []).map((one) => code('Subject', one)).join(', '),
            ],
          ]}
        />
      )}
      {open ? null : <AppLink to="/koppelen">{t('families.toMatching')}</AppLink>}
    </Section>
  );
}

type EditProps = { request: SupportRequest; family: Family; close: () => void };

function EditNeeds({ request, family, close }: EditProps) {
  const { t } = useTranslation();
  const { id, revision, needs } = request;
  const { branchCode, profileVersion: version } = request;
  const profile = useQuery(IntakeService.method.getProfile, { branchCode, version });
  const form = useKatrolForm({
    rpc: MatchingService.method.editSupportRequest,
    draft: `request:${id}`,
    initial: { id, revision, needs },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="edit-needs-form">
      <NeedsFields
        of={partOf(form, 'needs')}
        family={family}
        support={profile.data?.document.support}
      />
    </FormFrame>
  );
}
