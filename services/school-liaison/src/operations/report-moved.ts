import type { Plain } from '@katrol/contract';
import type { ReportState } from '@katrol/proto/katrol/common/v1/codes';
import type { MessageStatus } from '@katrol/proto/katrol/school_liaison/v1/codes';
import type { ReportMoved } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { facts } from '../facts.ts';
import type { LiaisonCall } from '../store/client.ts';
import { reportOf } from '../store/reports.ts';

const STATES: Record<MessageStatus, ReportState> = {
  draft: 'written',
  awaiting_family: 'with_parents',
  change_asked: 'change_asked',
  refused: 'not_now',
  approved: 'approved',
  sent: 'sent',
  stopped: 'stopped',
  let_go: 'let_go',
};

// first it is due, by whichever correction; then it may be skipped; once written it goes on as a text
const STAGE = 1_000_000;
const FROM = { due: 0, skipped: STAGE, message: 2 * STAGE } as const;

type Told = Pick<Plain<ReportMoved>, 'sessionId' | 'familyId' | 'branchCode'>;

/** A report is to be written of a session; `correction`: how often its log was put right. */
export const reportIsDue = (call: LiaisonCall, told: Told, correction: number): void =>
  tell(call, told, { state: 'due', skipReason: '', sequence: FROM.due + correction });

export const reportIsSkipped = (
  call: LiaisonCall,
  told: Told,
  skipReason: Plain<ReportMoved>['skipReason'],
): void => tell(call, told, { state: 'skipped', skipReason, sequence: FROM.skipped });

/** Tells where the report of a session stands, where a message that moved is one. */
export async function followReport(call: LiaisonCall, messageId: string): Promise<void> {
  const report = await reportOf(call.tx, messageId);
  if (!report) return;
  const { status, revision, ...told } = report;
  const sequence = FROM.message + revision;
  tell(call, told, { state: STATES[status], skipReason: '', sequence });
}

function tell(
  call: LiaisonCall,
  { sessionId, familyId, branchCode }: Told,
  how: Pick<Plain<ReportMoved>, 'state' | 'skipReason' | 'sequence'>,
): void {
  const whose = { sessionId, familyId, branchCode };
  call.tell(facts.reportMoved, { ...whose, ...how, occurredOn: call.today });
}
