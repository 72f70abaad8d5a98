import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VerifyAuditResponse } from '@katrol/proto/katrol/common/v1/json';
import { AuditService } from '#api/names.ts';
import { useAnyCode } from '#ui/codes.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Section, Tag } from '#ui/page.tsx';
import { useSayDate, useSayNumber, When } from '#ui/when.tsx';
import { SERVICES, type Service } from './services.ts';

const { listUnusualReading, verifyAudit } = AuditService.method;

/**
 * Who opened far more files than they usually do, and whether the log of who looked holds. No file
 * is named here.
 */
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

function ServiceReading({ service }: { service: Service }) {
  const { t } = useTranslation();
  const setup = useSetup(service);
  return (
    <Section title={t(`operator.service.${service}`)}>
      <DataList setup={setup} />
      <Chain service={service} />
    </Section>
  );
}

function useSetup(service: Service): ListSetup<typeof listUnusualReading> {
  const { t } = useTranslation();
  const code = useAnyCode();
  return {
    name: `reading-${service}`,
    label: `${t(`operator.service.${service}`)}: ${t('operator.reading')}`,
    rpc: listUnusualReading,
    of: { service },
    rowKey: (row) => row.id,
    columns: [
      {
        id: 'who',
        label: t('operator.who'),
        cell: (row) => {
          const roles = row.role.split(',').filter(Boolean);
          return [row.name, ...roles.map((role) => code('Role', role))].join(', ');
        },
      },
      { id: 'opened', label: t('operator.opened'), cell: (row) => row.opened },
      { id: 'usual', label: t('operator.usual'), cell: (row) => row.usual },
      {
        id: 'since',
        label: t('operator.readingSince'),
        cell: (row) => <When at={row.since ?? ''} />,
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
  };
}

/** On demand: every line of the log against its seal. */
function Chain({ service }: { service: Service }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<VerifyAuditResponse>();
  const verify = useCommand(verifyAudit, { saved: '', done: setFound });
  return (
    <>
      <h3>{t('operator.chain')}</h3>
      <p className="tight quiet">{t('operator.chainText')}</p>
      <div role="status" data-testid={`chain-${service}`}>
        {found && !verify.saving ? <Found of={found} /> : null}
      </div>
      <Button
        size="sm"
        variant="light"
        loading={verify.saving}
        onClick={() => void verify.run({ service })}
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
  const day = useSayDate();
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
    <>
      <p className="tight">
        {t('operator.chainHolds', {
          rows: number(Number(of.rows)),
          checkpoints: number(Number(of.checkpoints)),
          waiting: number(Number(of.waiting)),
        })}
      </p>
      {of.begunAnewOn ? (
        <p className="tight">{t('operator.chainBegunAnew', { day: day(of.begunAnewOn) })}</p>
      ) : null}
    </>
  );
}
