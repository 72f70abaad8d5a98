import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LikelyDuplicate } from '@katrol/proto/katrol/intake/v1/json';
import { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import { IntakeService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { partOf } from '#ui/form/form-part.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Page, Tag, Waiting } from '#ui/page.tsx';
import { useGo } from '#ui/url.ts';
import { isoDay } from '#ui/when.tsx';
import {
  AddressFields,
  ChildrenFields,
  PriorConsentFields,
  ReachFields,
  ReasonFields,
  ReferrerFields,
} from './referral-fields.tsx';
import { startOf, tidied, type ReferralValues } from './referral-values.ts';

/** A referral taken by phone: the same questions, likely duplicates shown before saving. */
export function EnterReferralPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const form = useQuery(
    IntakeService.method.getReferralForm,
    { branchCode: code },
    { enabled: Boolean(code) },
  );
  if (!form.data)
    return (
      <Page title={t('referral.enterTitle')}>
        <Waiting />
      </Page>
    );
  return (
    <EnterForm
      key={code}
      branch={code}
      kinds={form.data.referrers.length ? form.data.referrers : ReferrerKind}
      prior={form.data.priorConsentAndInformation}
    />
  );
}

type EnterProps = { branch: string; kinds: readonly ReferrerKind[]; prior: boolean };

function EnterForm({ branch, kinds, prior }: EnterProps) {
  const { t } = useTranslation();
  const go = useGo();
  const [joined, setJoined] = useState<LikelyDuplicate>();
  const first = kinds.includes('school') ? 'school' : (kinds[0] ?? 'parent');
  const form = useKatrolForm({
    rpc: IntakeService.method.enterReferral,
    draft: `enter-referral:${branch}`,
    initial: { referral: { ...startOf(branch, first, ''), occurredOn: isoDay() } },
    tidy: ({ referral }) => ({ referral: tidied(referral), familyId: joined?.familyId ?? '' }),
    done: ({ familyId: id }) => go({ to: '/gezinnen/$id', params: { id } }),
  });
  const of = partOf(form, 'referral');
  const self = of.values.referrer.kind === 'parent';
  return (
    <Page title={t('referral.enterTitle')} lead={t('referral.enterLead')}>
      <FormFrame
        of={form}
        submit={
          joined ? t('referral.saveWith', { name: joined.familyName }) : t('referral.saveReferral')
        }
        testId="enter-referral-form"
      >
        <ReferrerFields of={of} kinds={kinds} />
        <ChildrenFields of={of} self={false} />
        <ReachFields of={of} self={false} />
        <Duplicates branch={branch} values={of.values} joined={joined} join={setJoined} />
        <AddressFields of={of} />
        <ReasonFields of={of} />
        {prior && !self ? <PriorConsentFields of={of} /> : null}
        <Field of={of} at="occurredOn" label={t('referral.occurredOn')} maw={220} />
      </FormFrame>
    </Page>
  );
}

type DuplicateProps = {
  branch: string;
  values: ReferralValues;
  joined?: LikelyDuplicate;
  join: (family?: LikelyDuplicate) => void;
};

function Duplicates({ branch, values, joined, join }: DuplicateProps) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(
    JSON.stringify({ contact: values.contact, children: values.children }),
    500,
  );
  const { contact, children } = JSON.parse(asked) as Pick<ReferralValues, 'contact' | 'children'>;
  const enough =
    contact.familyName.length > 2 || contact.phone.length > 5 || contact.email.includes('@');
  const found = useQuery(
    IntakeService.method.findLikelyDuplicates,
    { branchCode: branch, contact, children },
    { enabled: enough, placeholderData: (old) => old },
  );
  const duplicates = enough ? (found.data?.duplicates ?? []) : [];
  if (joined) {
    return (
      <Alert variant="outline" title={t('referral.joined', { name: joined.familyName })}>
        <Button size="sm" variant="light" type="button" onClick={() => join(undefined)}>
          {t('referral.unjoin')}
        </Button>
      </Alert>
    );
  }
  return (
    <div role="status" data-testid="duplicates">
      {duplicates.length ? (
        <Alert variant="outline" title={t('referral.duplicates', { count: duplicates.length })}>
          <Stack gap="sm">
            {duplicates.map((one) => (
              <Duplicate key={one.familyId} of={one} join={() => join(one)} />
            ))}
          </Stack>
        </Alert>
      ) : null}
    </div>
  );
}

function Duplicate({ of, join }: { of: LikelyDuplicate; join: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <AppLink to="/gezinnen/$id" params={{ id: of.familyId }}>
          {of.familyName}
        </AppLink>
        <Text>{[of.children.join(', '), of.municipality].filter(Boolean).join(' · ')}</Text>
        <Group gap={4}>
          {of.reasons.map((reason) => (
            <Tag key={reason}>{code('DuplicateReason', reason)}</Tag>
          ))}
        </Group>
      </div>
      <Button size="sm" variant="light" type="button" onClick={join}>
        {t('referral.join')}
      </Button>
    </Group>
  );
}
