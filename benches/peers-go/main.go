// Measures gnark-crypto for the comparison in this crate.
//
//	go run . WORK LOG_SIZE THREADS RUNS
//
// prints the median CPU milliseconds of all threads, after one run to warm up.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"sort"
	"strconv"
	"syscall"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
)

// cpu returns the user and system milliseconds the process has used.
func cpu() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	ms := func(t syscall.Timeval) float64 { return float64(t.Sec)*1e3 + float64(t.Usec)/1e3 }
	return ms(usage.Utime) + ms(usage.Stime)
}

func median(runs int, work func()) float64 {
	work()
	samples := make([]float64, runs)
	for i := range samples {
		before := cpu()
		work()
		samples[i] = cpu() - before
	}
	sort.Float64s(samples)
	return samples[runs/2]
}

func dense(n int) []fr.Element {
	scalars := make([]fr.Element, n)
	for i := range scalars {
		scalars[i].MustSetRandom()
	}
	return scalars
}

// bits draws from the same distribution as the Rust side: in sixteen, seven zeros, seven ones, a byte, 32 bits.
func bits(n int) []fr.Element {
	source := rand.New(rand.NewSource(3))
	scalars := make([]fr.Element, n)
	for i := range scalars {
		switch draw := source.Intn(16); {
		case draw < 7:
		case draw < 14:
			scalars[i].SetOne()
		case draw == 14:
			scalars[i].SetUint64(uint64(source.Intn(256)))
		default:
			scalars[i].SetUint64(uint64(source.Uint32()))
		}
	}
	return scalars
}

func g1(n int) []bn254.G1Affine {
	_, _, generator, _ := bn254.Generators()
	return bn254.BatchScalarMultiplicationG1(&generator, dense(n))
}

func g2(n int) []bn254.G2Affine {
	_, _, _, generator := bn254.Generators()
	return bn254.BatchScalarMultiplicationG2(&generator, dense(n))
}

func measure(work string, n, threads, runs int) (float64, error) {
	config := ecc.MultiExpConfig{NbTasks: threads}
	var failed error
	keep := func(err error) {
		if err != nil {
			failed = err
		}
	}
	switch work {
	case "msm_g1", "msm_g1_bits":
		points, scalars := g1(n), dense(n)
		if work == "msm_g1_bits" {
			scalars = bits(n)
		}
		took := median(runs, func() {
			var sum bn254.G1Jac
			_, err := sum.MultiExp(points, scalars, config)
			keep(err)
		})
		return took, failed
	case "msm_g2":
		points, scalars := g2(n), dense(n)
		took := median(runs, func() {
			var sum bn254.G2Jac
			_, err := sum.MultiExp(points, scalars, config)
			keep(err)
		})
		return took, failed
	case "ntt":
		values := dense(n)
		domain := fft.NewDomain(uint64(n))
		return median(runs, func() { domain.FFT(values, fft.DIF, fft.WithNbTasks(threads)) }), nil
	}
	return 0, fmt.Errorf("there is no work %q", work)
}

func run() error {
	if len(os.Args) != 5 {
		return fmt.Errorf("usage: WORK LOG_SIZE THREADS RUNS")
	}
	numbers := make([]int, 3)
	for i := range numbers {
		number, err := strconv.Atoi(os.Args[2+i])
		if err != nil {
			return err
		}
		numbers[i] = number
	}
	runtime.GOMAXPROCS(numbers[1])
	took, err := measure(os.Args[1], 1<<numbers[0], numbers[1], max(numbers[2], 1))
	if err != nil {
		return err
	}
	fmt.Printf("%.3f\n", took)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
