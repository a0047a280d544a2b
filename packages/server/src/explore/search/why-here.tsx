import { type SearchHit, sumPoints, toWhyLines } from '@shipstats/registry';

/** How a package came to its place, in words and figures; closed until somebody asks. */
export function WhyHere({ hit }: { hit: SearchHit }) {
  const sum = sumPoints(hit);
  return (
    <details class="why">
      <summary>
        Why here?<span class="vh"> {hit.name}</span>
      </summary>
      <ul>
        {toWhyLines(hit).map(({ words, points }) => (
          <li>
            <span class="points">{points}</span> {words}
          </li>
        ))}
      </ul>
      <p>
        {sum === null ? null : `${sum} points in all. `}
        <a href="/search/ranking">How packages are ranked</a>
      </p>
    </details>
  );
}
