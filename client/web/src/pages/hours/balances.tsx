/** Hours of an exchange: what is left open, from what was brought along, given and taken. */
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
        <thead>
          <tr>
            <th scope="col">{t("hours.balance")}</th>
            <th scope="col" class="number">
              {t("hours.openBalance")}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.balances.map((one) => (
            <tr key={one.municipality}>
              <th scope="row">
                {names[one.municipality] ?? ""}
                <br />
                <span class="small soft">
                  {t("hours.balanceParts", {
                    carried: figure(one.carried_min),
                    given: figure(one.given_min),
                    taken: figure(one.taken_min),
                  })}
                </span>
              </th>
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
