import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { Forecast, GetForecastRequest } from '@katrol/proto/katrol/reporting/v1/forecast_pb';
import { backtest, forecast } from '../domain/forecast.ts';
import type { ReportingCall } from '../store/client.ts';
import * as kept from '../store/forecast.ts';

/**
 * Student supply against who waits and is expected, months ahead, with how far off it would have
 * been over the last year.
 */
export async function getForecast(
  call: ReportingCall,
  { branchCode: named }: Plain<GetForecastRequest>,
): Promise<Plain<Forecast>> {
  const { tx, today } = call;
  const at = { branchCode: branchOf(call, named), today };
  const asked = await kept.askedByMonth(tx, at.branchCode);
  const losing = await kept.losingByMonth(tx, at);
  const announced = await kept.announcedByMonth(tx, at);
  const { error, errorSameMonth, better, months: backtested } = backtest(asked, today);
  return {
    branchCode: at.branchCode,
    months: forecast({ today, asked, ...(await kept.standing(tx, at)), losing, announced }),
    supply: await kept.supplyOf(tx, at),
    missing: await kept.missingMost(tx, at.branchCode),
    error,
    errorSameMonth,
    better,
    backtested,
  };
}
