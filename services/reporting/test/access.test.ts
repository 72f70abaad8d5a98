import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import {
  describeAccess,
  kitContracts,
  kitRequests,
  startUnderTest,
  type AccessSample,
} from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import { coordinator, operator, said, thisYear, type Reporting } from './seed.ts';

const TEXT = 'Cijferkanarie zegt dat wij te weinig vragen';
const TABLE = 'Tabelkanarie: wachttijd volgens schooltype';

/** Figures, what was said of oneself and a release of oostende, about which every RPC asks. */
async function sample(t: Reporting): Promise<AccessSample> {
  const inBranch = { branchCode: 'oostende' };
  await t.admin.query(`insert into known_branch values ('oostende', '2020-01-01')`);
  await t.admin.query(
    `with f as (insert into counted_family (family_id, root_id, branch_code, municipality, statistics)
        select id, id, 'oostende', '35013', true from (select uuidv7() as id from generate_series(1, 12)) i
        returning family_id)
      insert into fact (kind, source_id, branch_code, family_id, day, code)
        select 'referral', uuidv7(), 'oostende', family_id, '2026-10-05', 'school' from f`,
  );
  await t.admin.query(
    `insert into counted_tutor (tutor_id, branch_code, kind, university_code, active, families, revision)
      values (uuidv7(), 'oostende', 'student', 'hogent', true, 1, 1)`,
  );
  await t.admin.query(
    `insert into family_alias (family_id, into_id, branch_code)
      values (uuidv7(), uuidv7(), 'oostende')`,
  );
  const as = t.as(coordinator());
  const answer = await as('keepExaminationAnswer', { answer: said('oostende', TEXT) });
  const release = await t.as(operator)('makeRelease', { period: thisYear });
  const table = await as('askTable', { text: TABLE });
  const figures = { ...inBranch, period: thisYear };
  return {
    tutorAccount: 'tutor-of-branch',
    fields: { 'examination: text': TEXT, 'table request: text': TABLE },
    requests: {
      listIndicators: {},
      getFigures: figures,
      listCounted: { ...figures, indicator: 'referrals', options: {} },
      exportCounted: { ...figures, indicator: 'referrals', options: {} },
      exportFigures: figures,
      getExamination: { ...inBranch, year: 2026 },
      keepExaminationAnswer: { answer: { ...said('oostende', TEXT), id: answer.id } },
      getForecast: inBranch,
      listReleases: {},
      getRelease: { id: release.id },
      exportRelease: { id: release.id },
      listReports: {},
      getReport: { releaseId: release.id, report: 'consortium' },
      exportReport: { releaseId: release.id, report: 'consortium' },
      askTable: { text: 'Een andere tabel' },
      listTableRequests: {},
      answerTable: { id: table.id, answer: 'Ze komt in het volgende verslag.', revision: 1 },
      makeRelease: { period: thisYear },
      verifyRelease: { id: release.id },
      keepAcademicYear: { year: 2030, from: '2030-09-23', until: '2031-09-21' },
      ...kitRequests('reporting', answer.id),
    },
  };
}

describeAccess({
  services: [ReportingService, ...kitContracts(ReportingService)],
  start: () => startUnderTest(ReportingService, startReporting),
  sample,
});
