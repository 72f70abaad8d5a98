import { codeOf, type Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import { LinkPurpose } from '@katrol/proto/katrol/gateway/v1/codes';
import type {
  ListOutgoingRequest,
  SendLinkRequest,
} from '@katrol/proto/katrol/gateway/v1/links_pb';
import { invalid, isUuid, Refusal } from '@katrol/runtime';
import type { LinkBefore, LinkCall, LinkSteps } from './deps.ts';
import { keepAsked, readyLink, type Ready } from './give.ts';
import { outgoingOf, queue, type Outgoing } from './outgoing-rows.ts';

const PAGE = 50;

type Parcel = { ready: Ready; purpose: LinkPurpose };

/** Judges what is to be sent. Refuses MAIL_NOT_SET_UP where nothing can be. */
export async function readyToSend(
  call: LinkBefore,
  { link, purpose }: Plain<SendLinkRequest>,
): Promise<Parcel> {
  // what goes by itself is put on its way by nobody
  if (purpose !== 'page' && purpose !== 'message')
    throw invalid({ field: 'purpose', reason: 'VALUE_UNKNOWN' });
  // mail says only that there is something: all of it stands on the page
  if (link.kind === 'parent-item') throw invalid({ field: 'link.kind', reason: 'VALUE_UNKNOWN' });
  if (!call.deps.sends) throw new Refusal('failed_precondition', 'MAIL_NOT_SET_UP');
  return { ready: await readyLink(call, link), purpose: codeOf(LinkPurpose, purpose) };
}

/** Puts a link on its way to somebody. */
export async function sendLink(call: LinkCall, { ready, purpose }: Parcel): Promise<Outgoing> {
  await keepAsked(call, ready);
  const { wanted } = ready;
  call.audit(wanted.objectId, wanted.branchCode, { reason: `link_sent:${wanted.kind}` });
  return await queue(call.tx, { ...wanted, purpose, queuedBy: call.actor }, call.now);
}

/** What is on its way, was sent and failed, fifty at a time; of a family in each of its files. */
export async function listOutgoing(
  call: LinkSteps,
  { branchCode: named, objectId, afterId }: Plain<ListOutgoingRequest>,
): Promise<{ rows: Outgoing[]; more: boolean }> {
  const branchCode = branchOf(call, named);
  if (afterId !== '' && !isUuid(afterId))
    throw invalid({ field: 'after_id', reason: 'VALUE_INVALID' });
  const objectIds = objectId === '' ? undefined : [objectId];
  if (objectIds) {
    const of = { branchCode, familyId: objectId };
    objectIds.push(...(await call.deps.intake.filesOf(of, call.deadline)).familyIds);
  }
  // what cannot be an id is of nobody
  const page = { branchCode, objectIds: objectIds?.filter(isUuid), afterId, limit: PAGE + 1 };
  const rows = await call.transact(async ({ tx, audit }) => {
    const found = await outgoingOf(tx, page);
    audit(objectId, branchCode, { what: 'list', reason: `rows:${found.length}` });
    return found;
  });
  return { rows: rows.slice(0, PAGE), more: rows.length > PAGE };
}
