import { Alert, Button, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, ConsentStanding, Family } from '@katrol/proto/katrol/intake/v1/json';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { Section, Tag } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { toDate, When } from '#ui/when.tsx';
import { ConversationForm } from './conversation-form.tsx';
import { usePersonName } from './person.ts';

/** What is in force, purpose by purpose, and the one form for what was said in a conversation. */
export function ConsentsPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const open = search.doe === 'gesprek';
  const setOpen = (on: boolean) => change({ doe: on ? 'gesprek' : undefined });
  const reading = family.emergencyId !== '';
  const asked = family.standings.filter((one) => one.childId === '');
  const never = ConsentPurpose.filter(
    (purpose) =>
      purpose !== 'sharing_with_service' && !asked.some((one) => one.purpose === purpose),
  );
  return (
    <Section
      title={t('families.consents')}
      id="toestemmingen"
      actions={
        reading ? undefined : (
          <Button size="sm" variant="light" onClick={() => setOpen(!open)}>
            {open ? t('ui.close') : t('families.recordConversation')}
          </Button>
        )
      }
    >
      <Text className="quiet" mb="sm">
        {t('families.consentsText')}
      </Text>
      {family.undoableId && !reading ? <Undo key={family.undoableId} family={family} /> : null}
      {open && !reading ? <ConversationForm family={family} close={() => setOpen(false)} /> : null}
      <ul className="plain">
        {asked.map((one) => (
          <Standing key={`${one.purpose}${one.receiver}`} family={family} of={one} />
        ))}
        {never.map((purpose) => (
          <Never key={purpose} purpose={purpose} />
        ))}
      </ul>
      {reading ? null : <WhatWasSaid family={family} />}
    </Section>
  );
}

function Never({ purpose }: { purpose: ConsentPurpose }) {
  const code = useCodes();
  return (
    <li data-testid={`consent-${purpose}`}>
      <Text fw={600}>{code('ConsentPurpose', purpose)}</Text>
      <Text className="quiet">{code('ConsentState', 'not_asked')}</Text>
    </li>
  );
}

function Standing({ family, of }: { family: Family; of: ConsentStanding }) {
  const { t } = useTranslation();
  const code = useCodes();
  const apart = family.standings.filter(
    (one) =>
      one.purpose === of.purpose &&
      one.receiver === of.receiver &&
      one.childId !== '' &&
      one.state !== of.state,
  );
  const name = usePersonName(family);
  const talkTo = of.talkTo.map(name).filter(Boolean).join(', ');
  return (
    <li data-testid={`consent-${of.purpose}`}>
      <Text fw={600}>
        {code('ConsentPurpose', of.purpose)}
        {of.receiverName ? `: ${of.receiverName}` : ''}
      </Text>
      <Text>
        <Tag tone={of.state === 'yes' ? 'accent' : 'attention'}>
          {code('ConsentState', of.state)}
        </Tag>{' '}
        <When at={of.since} />
        {of.until ? (
          <span className="quiet">
            {' · '}
            {t('families.untilDay')} <When at={of.until} />
          </span>
        ) : null}
      </Text>
      {apart.map((one) => (
        <Text key={one.childId}>
          {name(one.childId)}: {code('ConsentState', one.state)}
        </Text>
      ))}
      {of.state === 'disagreement' ? <Text>{t('families.talkApart')}</Text> : null}
      {talkTo ? <Text className="quiet">{t('families.talkTo', { names: talkTo })}</Text> : null}
      {of.stops.length ? (
        <Text className="quiet">
          {t('families.stopped')}: {of.stops.map((stop) => code('ConsentStop', stop)).join(', ')}
        </Text>
      ) : null}
      <Receipts of={of} />
    </li>
  );
}

/** Which service has confirmed that it stopped, and since when. */
function Receipts({ of }: { of: ConsentStanding }) {
  const { t } = useTranslation();
  const code = useCodes();
  return of.receipts.map((one) => (
    <Text key={one.service} className="quiet" data-testid="receipt">
      {code('hearingService', one.service)}:{' '}
      {one.appliedAt ? (
        <>
          {t('families.receipt')} <When at={one.appliedAt} />
        </>
      ) : (
        t(one.missing ? 'families.receiptMissing' : 'families.receiptAwaited')
      )}
    </Text>
  ));
}

/** As if it was never said, for a minute. */
function Undo({ family }: { family: Family }) {
  const { t } = useTranslation();
  const undo = useCommand(IntakeService.method.undoConversation);
  const { id: familyId, undoableId: conversationId, undoableUntil } = family;
  const [over, setOver] = useState(false);
  useEffect(() => {
    const left = (toDate(undoableUntil)?.getTime() ?? 0) - Date.now();
    const timer = setTimeout(() => setOver(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [undoableUntil]);
  if (over) return null;
  return (
    <Alert variant="outline" mb="sm" className="no-print" data-testid="undo-conversation">
      <p className="tight">{t('families.undoText')}</p>
      <Button
        size="sm"
        variant="light"
        loading={undo.saving}
        onClick={() => void undo.run({ familyId, conversationId })}
      >
        {t('families.undo')}
      </Button>
    </Alert>
  );
}

/** Who said what, for the coordinator alone: it is on no paper. */
function WhatWasSaid({ family }: { family: Family }) {
  const { t } = useTranslation();
  if (!family.consents.length) return null;
  const newest = [...family.consents].reverse();
  return (
    <details className="no-print">
      <summary>{t('families.whatWasSaidRecord')}</summary>
      <Text className="quiet">{t('families.neverTellOther')}</Text>
      <ul className="plain">
        {newest.map((one) => (
          <OneAnswer key={one.id} family={family} of={one} />
        ))}
      </ul>
    </details>
  );
}

function OneAnswer({ family, of }: { family: Family; of: Consent }) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = usePersonName(family);
  const said = `${code('ConsentPurpose', of.purpose)}: ${code('ConsentAnswer', of.answer)}`;
  const details = [
    of.givenBy,
    code('ConsentMeans', of.means),
    code('Language', of.language),
    t('families.by', { name: of.recordedBy }),
  ];
  return (
    <li>
      <Text>
        <When at={of.occurredOn} /> · {name(of.personId)} · {said}
        {of.childId && of.childId !== of.personId ? ` (${name(of.childId)})` : ''}{' '}
        {of.undoneAt ? <Tag tone="calm">{t('families.undone')}</Tag> : null}
      </Text>
      <Text className="quiet">{details.filter(Boolean).join(' · ')}</Text>
    </li>
  );
}
