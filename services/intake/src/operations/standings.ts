import type { Plain } from '@katrol/contract';
import type { ConsentReceipt, ConsentStanding } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { keyText, stops } from '../domain/consent.ts';
import { stopsOf, type Known } from '../domain/consent-changes.ts';
import { hearers, isMissing } from '../domain/receipts.ts';
import type { IntakeCall } from '../store/client.ts';
import { knownOf, placeNames, receiptsOf, type Receipt } from '../store/consents.ts';
import type { Family } from '../store/families.ts';
import { consentsToday } from './consents-today.ts';

/** How each purpose stands today, who is to be talked to next, and which service has applied it. */
export async function standingsOf(
  call: IntakeCall,
  family: Pick<Family, 'id' | 'branchCode'>,
): Promise<{ standings: Plain<ConsentStanding>[]; youngPersonAge: number }> {
  const { tx, now } = call;
  const { rules, standing } = await consentsToday(call, family);
  const known = await knownOf(tx, family.id);
  const receipts = await receiptsOf(tx, family.id);
  const names = await placeNames(
    tx,
    known.map((one) => one.receiver),
  );
  const standings = known.map((line) => {
    const { purpose, receiver, childId, since } = line;
    const { state, until, talkTo, given } = standing(line);
    return {
      purpose,
      receiver,
      receiverName: names.get(receiver) ?? '',
      childId,
      state,
      since,
      until,
      talkTo,
      receipts: line.sequence > 0 && !given ? receiptsFor(line, receipts, now) : [],
      stops: stops(state) ? stopsOf(line) : [],
    };
  });
  return { standings, youngPersonAge: rules.youngPersonAge };
}

const receiptsFor = (
  line: Known,
  receipts: readonly Receipt[],
  now: Date,
): Plain<ConsentReceipt>[] =>
  hearers.map((service) => {
    const receipt = receipts.find(
      (one) =>
        one.service === service && keyText(one) === keyText(line) && one.sequence >= line.sequence,
    );
    const missing = !receipt && isMissing(line.toldAt, now);
    return { service, appliedAt: receipt?.appliedAt ?? '', missing };
  });
