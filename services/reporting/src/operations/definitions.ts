import type { Indicator } from '../domain/indicator.ts';
import type { ReportDocument } from '../domain/report.ts';
import { indicators, reports } from '../store/definitions.ts';

/** What is counted, and how. */
export const listIndicators = (): Promise<Indicator[]> => Promise.resolve([...indicators]);

/** What funders ask for. */
export const listReports = (): Promise<ReportDocument[]> => Promise.resolve([...reports]);
