import { codeOf, type Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import { LinkPurpose } from '@katrol/proto/katrol/gateway/v1/codes';
import type {
  ListOutgoingRequest,
  SendLinkRequest,
} from '@katrol/proto/katrol/gateway/v1/links_pb';
import { Refusal } from '@katrol/runtime';
import type { LinkCall } from './deps.ts';
import { wantedLink } from './give.ts';
import { outgoingOf, queue, type Outgoing } from './outgoing-rows.ts';

const PAGE = 50;

/** Puts a link on its way to somebody. Refuses MAIL_NOT_SET_UP where nothing can be sent. */
export async function sendLink(
  call: LinkCall,
  { link, purpose }: Plain<SendLinkRequest>,
): Promise<Outgoing> {
  if (!call.deps.sends) throw new Refusal('failed_precondition', 'MAIL_NOT_SET_UP');
  const wanted = await wantedLink(call, link);
  call.audit(wanted.objectId, wanted.branchCode, { reason: `link_sent:${wanted.kind}` });
  const queued = { ...wanted, purpose: codeOf(LinkPurpose, purpose), queuedBy: call.actor };
  return await queue(call.tx, queued, call.now);
}

/** What is on its way, was sent and failed, fifty at a time. */
export async function listOutgoing(
  call: LinkCall,
  { branchCode: named, objectId, afterId }: Plain<ListOutgoingRequest>,
): Promise<{ rows: Outgoing[]; more: boolean }> {
  const branchCode = branchOf(call, named);
  const rows = await outgoingOf(call.tx, { branchCode, objectId, afterId, limit: PAGE + 1 });
  return { rows: rows.slice(0, PAGE), more: rows.length > PAGE };
}
