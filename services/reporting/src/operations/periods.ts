import type { Plain } from '@katrol/contract';
import type { KeepAcademicYearRequest } from '@katrol/proto/katrol/reporting/v1/messages_pb';
import type { ReportingCall } from '../store/client.ts';
import { keepYear } from '../store/periods.ts';

/** From when to when an academic year is, where universities set it otherwise than usual. */
export const keepAcademicYear = (
  { tx }: ReportingCall,
  year: Plain<KeepAcademicYearRequest>,
): ReturnType<typeof keepYear> => keepYear(tx, year);
