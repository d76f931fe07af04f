/** Hours of an exchange: given, taken, brought along from the months before, left open. */
import { figure, t } from "../../i18n";
import type { Settlement } from "../../session/borders";

export interface BalancesProps {
  found: Settlement;
  names: Record<string, string>;
}

export function Balances({ found, names }: BalancesProps) {
  if (found.balances.length === 0) return null;
  return (
    <div class="wide-table">
      <table class="figures" data-testid="balances">
        <caption>{t("hours.balance")}</caption>
        <thead>
          <tr>
            <td />
            {(["hours.carried", "hours.given", "hours.taken", "hours.openBalance"] as const).map((key) => (
              <th key={key} scope="col" class="number">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.balances.map((one) => (
            <tr key={one.municipality}>
              <th scope="row">{names[one.municipality] ?? ""}</th>
              <td class="number">{figure(one.carried_min)}</td>
              <td class="number">{figure(one.given_min)}</td>
              <td class="number">{figure(one.taken_min)}</td>
              <td class="number">
                <strong>{figure(one.open_min)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small soft">{t("hours.balanceHint")}</p>
    </div>
  );
}
