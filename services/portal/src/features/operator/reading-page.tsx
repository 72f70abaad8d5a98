import { Button } from '@mantine/core';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnusualReading, VerifyAuditResponse } from '@katrol/proto/katrol/common/v1/audit_pb';
import { audit } from '#api/transport.ts';
import { useCodes } from '#ui/codes.ts';
import { useCommand } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Section, Tag } from '#ui/page.tsx';
import { useSayNumber, When } from '#ui/when.tsx';
import { SERVICES } from './services.ts';

/** Who opened far more files than they usually do, and whether the log of who looked holds. No file is named here. */
export function ReadingPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('operator.reading')} lead={t('operator.readingLead')}>
      {SERVICES.map((service) => (
        <ServiceReading key={service} service={service} />
      ))}
    </Page>
  );
}

function ServiceReading({ service }: { service: string }) {
  const { t } = useTranslation();
  const code = useCodes();
  const setup = useMemo<ListSetup<UnusualReading>>(
    () => ({
      name: `reading-${service}`,
      label: `${t(`operator.service.${service}`)}: ${t('operator.reading')}`,
      scope: service,
      rowKey: (row) => row.id,
      load: ({ cursor, limit }) =>
        audit.listUnusualReading({ service, options: { cursor, limit } }),
      columns: [
        {
          id: 'who',
          label: t('operator.who'),
          cell: (row) =>
            [
              row.name,
              ...row.role
                .split(',')
                .filter(Boolean)
                .map((role) => code('accountRole', role)),
            ].join(', '),
        },
        { id: 'opened', label: t('operator.opened'), cell: (row) => row.opened },
        { id: 'usual', label: t('operator.usual'), cell: (row) => row.usual },
        {
          id: 'since',
          label: t('operator.readingSince'),
          cell: (row) => <When at={row.since ? timestampDate(row.since).toISOString() : ''} />,
        },
        {
          id: 'state',
          label: t('operator.readingState'),
          cell: (row) => (
            <Tag tone={row.stopped ? 'attention' : 'calm'}>
              {row.stopped ? t('operator.stoppedReading') : t('operator.slowed')}
            </Tag>
          ),
        },
      ],
      empty: <Empty title={t('operator.readingNone')} />,
    }),
    [service, t, code],
  );
  return (
    <Section title={t(`operator.service.${service}`)}>
      <DataList setup={setup} />
      <Chain service={service} />
    </Section>
  );
}

/** On demand: every line of the log against its seal. */
function Chain({ service }: { service: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<VerifyAuditResponse>();
  const verify = useCommand((_: null) => audit.verifyAudit({ service }), {
    saved: '',
    done: setFound,
  });
  return (
    <>
      <h3>{t('operator.chain')}</h3>
      <p className="tight quiet">{t('operator.chainText')}</p>
      <div role="status" data-testid={`chain-${service}`}>
        {found ? <Found of={found} /> : null}
      </div>
      <Button
        size="sm"
        variant="light"
        loading={verify.saving}
        onClick={() => void verify.run(null)}
        aria-label={t('operator.verifyOne', { service: t(`operator.service.${service}`) })}
      >
        {t('operator.verify')}
      </Button>
    </>
  );
}

function Found({ of }: { of: VerifyAuditResponse }) {
  const { t } = useTranslation();
  const number = useSayNumber();
  if (of.problem)
    return (
      <p className="tight strong">
        {t('operator.chainBroken', {
          problem: t(`operator.problem.${of.problem}`),
          seq: String(of.seq),
          position: String(of.position),
        })}
      </p>
    );
  return (
    <p className="tight">
      {t('operator.chainHolds', {
        rows: number(Number(of.rows)),
        checkpoints: number(Number(of.checkpoints)),
        waiting: number(Number(of.waiting)),
      })}
    </p>
  );
}
