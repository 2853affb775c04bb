//! MSMs and transforms: ours beside arkworks', halo2curves' and gnark-crypto's.

use ark_bn254::{Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
use ark_ec::VariableBaseMSM;
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use covenant_engine::{Bases, Curve, Decompose, Engine, EngineError, Msm, Ntt, Transform};

use crate::clock::median;
use crate::report::Report;
use crate::{Options, gnark, halo2, inputs};

fn ours<C: Curve>(engine: Engine, bases: &Bases<C>, scalars: &[Fr]) -> Result<C::Group, EngineError>
where
    Engine: Msm<C>,
{
    engine.msm(bases, &engine.decompose(&[], scalars)?)
}

pub(crate) fn compare_msm(options: &Options, engine: Engine, report: &Report) -> Result<(), String> {
    let n = 1usize << options.log_size;
    if options.wants("msm_g1") || options.wants("msm_g1_bits") {
        let points: Vec<G1Affine> = inputs::bases(n);
        let packed = Bases::new(&points, engine.form()).map_err(|error| error.to_string())?;
        let theirs = halo2::g1(&points);
        for (work, scalars) in [("msm_g1", inputs::dense(n)), ("msm_g1_bits", inputs::bits(n))] {
            if !options.wants(work) {
                continue;
            }
            let result = ours(engine, &packed, &scalars).map_err(|error| error.to_string())?;
            if G1Projective::msm(&points, &scalars).ok() != Some(result) {
                return Err(format!("{work}: the results differ"));
            }
            let ours = median(options.runs, || ours(engine, &packed, &scalars));
            let ark = median(options.runs, || G1Projective::msm(&points, &scalars));
            report.line(work, options.log_size, "arkworks", ours, ark);
            let converted = halo2::scalars(&scalars);
            let halo2 = median(options.runs, || halo2::msm(&converted, &theirs));
            report.line(work, options.log_size, "halo2curves", ours, halo2);
            gnark::compare(options, report, work, ours);
        }
    }
    if options.wants("msm_g2") {
        let (points, scalars): (Vec<G2Affine>, _) = (inputs::bases(n), inputs::dense(n));
        let packed = Bases::new(&points, engine.form()).map_err(|error| error.to_string())?;
        let ours = median(options.runs, || ours(engine, &packed, &scalars));
        let ark = median(options.runs, || G2Projective::msm(&points, &scalars));
        report.line("msm_g2", options.log_size, "arkworks", ours, ark);
        let (theirs, converted) = (halo2::g2(&points), halo2::scalars(&scalars));
        let halo2 = median(options.runs, || halo2::msm(&converted, &theirs));
        report.line("msm_g2", options.log_size, "halo2curves", ours, halo2);
        gnark::compare(options, report, "msm_g2", ours);
    }
    Ok(())
}

pub(crate) fn compare_ntt(options: &Options, engine: Engine, report: &Report) -> Result<(), String> {
    if !options.wants("ntt") {
        return Ok(());
    }
    let n = 1usize << options.log_size;
    let mut values = inputs::dense(n);
    let domain = Radix2EvaluationDomain::<Fr>::new(n).ok_or("there is no such domain")?;
    let ours = median(options.runs, || engine.ntt(&mut values, Transform::Forward));
    let ark = median(options.runs, || domain.fft_in_place(&mut values));
    report.line("ntt", options.log_size, "arkworks", ours, ark);
    let mut converted = halo2::scalars(&values);
    let halo2 = median(options.runs, || halo2::ntt(&mut converted, options.log_size));
    report.line("ntt", options.log_size, "halo2curves", ours, halo2);
    gnark::compare(options, report, "ntt", ours);
    Ok(())
}
