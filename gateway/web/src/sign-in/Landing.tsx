import { Redirect } from "wouter";

/** Who is signed in lands on Today; Today sends everybody else to the sign-in. */
export default function Landing() {
  return <Redirect to="/home" replace />;
}
