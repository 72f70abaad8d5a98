import type { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import {
  command,
  exportRow,
  pageOut,
  query,
  reference,
  same,
  steps,
  type RpcTable,
} from '@katrol/rpc';
import { listIndicators, listReports } from './operations/definitions.ts';
import { getExamination, keepExaminationAnswer } from './operations/examination.ts';
import { exportCounted, exportFigures, getFigures, listCounted } from './operations/figures.ts';
import { getForecast } from './operations/forecast.ts';
import { keepAcademicYear } from './operations/periods.ts';
import * as release from './operations/release.ts';
import { exportReport, getReport } from './operations/report.ts';
import { answerTable, askTable, listTableRequests } from './operations/table-requests.ts';
import type { Tx } from './store/client.ts';

const coordinator = ['coordinator'] as const;
const operator = ['operator'] as const;
const reader = ['coordinator', 'operator', 'policy-reader', 'placement-officer'] as const;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof ReportingService, Tx, release.Deps> = {
  listIndicators: reference('signed-in', same, listIndicators, (all) => ({
    indicators: all,
  })),
  getFigures: query(coordinator, same, getFigures, same),
  listCounted: query(coordinator, same, listCounted, pageOut(same)),
  exportCounted: exportRow(coordinator, same, exportCounted),
  exportFigures: exportRow(coordinator, same, exportFigures),
  getExamination: query(coordinator, same, getExamination, same),
  keepExaminationAnswer: command(coordinator, same, keepExaminationAnswer, same),
  getForecast: query(coordinator, same, getForecast, same),

  listReleases: reference(
    reader,
    (r) => r.limit,
    release.listReleases,
    (releases) => ({
      releases,
    }),
  ),
  getRelease: reference(reader, same, release.getRelease, same),
  exportRelease: exportRow(reader, same, release.exportRelease),
  listReports: reference(reader, same, listReports, (all) => ({
    reports: all,
  })),
  getReport: reference(reader, same, getReport, same),
  exportReport: exportRow(reader, same, exportReport),
  makeRelease: steps(operator, same, release.makeRelease, same),
  verifyRelease: steps(operator, (r) => r.id, release.verifyRelease, same),
  askTable: command(reader, same, askTable, same),
  listTableRequests: query(reader, same, listTableRequests, (requests) => ({ requests })),
  answerTable: command(operator, same, answerTable, same),
  keepAcademicYear: command(operator, same, keepAcademicYear, same),
};
